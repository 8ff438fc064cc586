import type { Database, Sql } from "../../ports/database.ts";
import { percentileOf } from "./durations.ts";

/** Requests of the API, in all processes, health and metrics left out. */
export interface RequestCount {
  requests: number;
  /** Answered with 4xx. */
  refused: number;
  /** Answered with 5xx. */
  errors: number;
  /** Milliseconds until the answer's head; null of no request. */
  p50: number | null;
  p95: number | null;
}

interface Row extends Pick<RequestCount, "requests" | "refused" | "errors"> {
  durations: (string | number)[];
}

/** What each hour since then saw, that of `since` included, the oldest first; hours without a request are left out. */
export async function requestsOf(sql: Sql, since: Date): Promise<(RequestCount & { hour: string })[]> {
  const rows = await sql.query<Row & { hour: string }>(
    `select at as hour, requests, refused, errors, durations from request_count
      where span = 'hour' and at >= date_trunc('hour', $1::timestamptz, 'UTC') order by at`,
    [since.toISOString()],
  );
  return rows.map(({ hour, ...row }) => ({ hour: new Date(hour).toISOString(), ...countOf(row) }));
}

/** What the last minutes saw together, the one that has begun included: up to 180 of them. */
export async function recentRequests(sql: Sql, now: Date, minutes: number): Promise<RequestCount> {
  const rows = await sql.query<Row>(
    `select requests, refused, errors, durations from request_count
      where span = 'minute' and at > $1::timestamptz - make_interval(mins => $2) and at <= $1::timestamptz`,
    [now.toISOString(), minutes],
  );
  const sum = (member: "requests" | "refused" | "errors") => rows.reduce((total, row) => total + row[member], 0);
  const durations = rows.reduce<number[]>(
    (totals, row) => row.durations.map((times, bucket) => (totals[bucket] ?? 0) + Number(times)),
    [],
  );
  return countOf({ requests: sum("requests"), refused: sum("refused"), errors: sum("errors"), durations });
}

function countOf({ requests, refused, errors, durations }: Row): RequestCount {
  const counts = durations.map(Number);
  return { requests, refused, errors, p50: percentileOf(counts, 0.5), p95: percentileOf(counts, 0.95) };
}

/** Removes hours that are older than 30 days, and minutes that are older than three hours. */
export async function forgetRequests(db: Database, now = new Date()): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query(
      `delete from request_count where at < $1::timestamptz - case span when 'hour' then interval '30 days' else interval '3 hours' end`,
      [now.toISOString()],
    ),
  );
}
