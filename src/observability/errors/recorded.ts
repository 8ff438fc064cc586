import type { Sql } from "../../ports/database.ts";
import { placeOf } from "../../telemetry/errors/safe-error.ts";
import type { SafeError } from "../../telemetry/errors/safe-error.ts";

/** The same faults together. Moments are RFC 3339. */
export interface RecordedError {
  fingerprint: string;
  /** What was going on: `A request failed`. */
  about: string;
  /** The error's class, or null where there was none. */
  name: string | null;
  code: string | null;
  /** The engine's sentence, and what of the schema it was about. */
  summary: string | null;
  /** The innermost first: `src/crm/convert-lead.ts:41 convertLead`. */
  frames: string[];
  /** What it came from, the same way. */
  causes: Pick<RecordedError, "name" | "code" | "summary" | "frames">[];
  /** Declared routes, and kinds of jobs as `job import`. */
  routes: string[];
  count: number;
  firstSeen: string;
  lastSeen: string;
  lastRequestId: string | null;
  resolvedAt: string | null;
  reopenedAt: string | null;
}

export interface ErrorFilter {
  route?: string | undefined;
  resolved?: boolean | undefined;
  /** Those that were met in this request. */
  requestId?: string | undefined;
  /** Behind this one. */
  after?: Pick<RecordedError, "lastSeen" | "fingerprint"> | undefined;
}

type Row = Omit<RecordedError, "name" | "code" | "summary" | "frames" | "causes"> & { error: SafeError | null };

const members = `fingerprint, about, error, routes, seen as count, first_seen as "firstSeen", last_seen as "lastSeen",
  last_request_id as "lastRequestId", resolved_at as "resolvedAt", reopened_at as "reopenedAt"`;

/** Up to `most`, the last seen first. */
export async function listErrors(sql: Sql, filter: ErrorFilter, most: number): Promise<RecordedError[]> {
  const { route, resolved, requestId, after } = filter;
  const rows = await sql.query<Row>(
    `select ${members} from recorded_error
     where ($1::text is null or routes @> array[$1::text])
       and ($2::boolean is null or (resolved_at is not null) = $2)
       and ($3::uuid is null or fingerprint in (select fingerprint from recorded_error_request where request_id = $3))
       and ($4::timestamptz is null or (last_seen, fingerprint) < ($4, $5))
     order by last_seen desc, fingerprint desc limit $6`,
    [route, resolved, requestId, after?.lastSeen, after?.fingerprint, most],
  );
  return rows.map(recordedOf);
}

/** What is not resolved, the last seen first: for an overview. */
export async function recentErrors(sql: Sql, most: number): Promise<RecordedError[]> {
  const rows = await sql.query<Row>(
    `select ${members} from recorded_error where resolved_at is null order by last_seen desc, fingerprint desc limit $1`,
    [most],
  );
  return rows.map(recordedOf);
}

/** A fault with how often it was met by hour, the last two weeks, and in which requests, the last 200. */
export interface ErrorDetails extends RecordedError {
  hours: { hour: string; count: number }[];
  requests: { id: string; route: string | null; at: string }[];
}

/** Null where there is none. */
export async function readError(sql: Sql, fingerprint: string): Promise<ErrorDetails | null> {
  const [[row], hours, requests] = await Promise.all([
    sql.query<Row>(`select ${members} from recorded_error where fingerprint = $1`, [fingerprint]),
    sql.query<ErrorDetails["hours"][number]>(
      "select hour, seen as count from recorded_error_hour where fingerprint = $1 order by hour",
      [fingerprint],
    ),
    sql.query<ErrorDetails["requests"][number]>(
      "select request_id as id, route, at from recorded_error_request where fingerprint = $1 order by at desc, request_id limit 200",
      [fingerprint],
    ),
  ]);
  return row ? { ...recordedOf(row), hours, requests } : null;
}

/** Says that a fault is mended, or is not. Null where there is none. */
export async function resolveError(
  sql: Sql,
  fingerprint: string,
  resolvedAt: Date | null,
): Promise<RecordedError | null> {
  const [row] = await sql.query<Row>(
    `update recorded_error set resolved_at = case when $2::timestamptz is null then null else coalesce(resolved_at, $2) end
     where fingerprint = $1 returning ${members}`,
    [fingerprint, resolvedAt?.toISOString() ?? null],
  );
  return row ? recordedOf(row) : null;
}

function recordedOf({ error, ...row }: Row): RecordedError {
  const { cause, ...own } = error ?? { frames: [] };
  return { ...row, ...told(own), causes: causesOf(cause) };
}

function causesOf(error: SafeError | undefined): RecordedError["causes"] {
  return error ? [told(error), ...causesOf(error.cause)] : [];
}

function told({ name, code, summary, table, column, constraint, answered, frames }: Partial<SafeError>) {
  const parts = [
    summary,
    table && `table ${table}`,
    column && `column ${column}`,
    constraint && `constraint ${constraint}`,
    answered && `answered ${answered}`,
  ].filter(Boolean);
  return {
    name: name ?? null,
    code: code ?? null,
    summary: parts.join(", ") || null,
    frames: (frames ?? []).map(placeOf),
  };
}
