import { actions, classOf, outcomes } from "../../audit/event.ts";
import type { EventClass } from "../../audit/event.ts";
import { sealedSize } from "../../audit/in-order.ts";
import type { Work } from "../../audit/work.ts";
import { notFound } from "../../problems.ts";
import type { EventFormat } from "../follow-log.ts";

export const streamStatuses = ["active", "failing", "paused"] as const;
export const eventClasses = [...new Set(actions.map(classOf))] as [EventClass, ...EventClass[]];

/** What of the log is sent; a member that is absent narrows nothing. */
export interface StreamFilter {
  actions?: string[] | undefined;
  classes?: string[] | undefined;
  outcomes?: string[] | undefined;
}

/** A stream as its keepers see it. Times are RFC 3339. */
export interface Stream {
  id: string;
  name: string;
  url: string;
  format: EventFormat;
  filter: StreamFilter;
  /** `failing`: active, and the last attempt was in vain. */
  status: (typeof streamStatuses)[number];
  /** The place in the log up to which everything is delivered. */
  nextSequence: number;
  /** How many sealed events wait, matching or not. */
  lag: number;
  lastDeliveryAt: string | null;
  lastError: string | null;
  failingSince: string | null;
  /** When the next attempt is made, where one failed. */
  nextAttemptAt: string | null;
  secretRotatedAt: string | null;
  createdBy: { id: string; name: string };
  createdAt: string;
}

export interface StreamRow extends Omit<Stream, "status" | "lag" | "createdBy" | "filter"> {
  status: "active" | "paused";
  actions: string[] | null;
  classes: string[] | null;
  outcomes: string[] | null;
  secretVersion: number;
  createdById: string;
  createdByName: string;
}

const select = `
  select s.id, s.name, s.url, s.format, s.actions, s.classes, s.outcomes, s.status, s.secret_version as "secretVersion",
    s.secret_rotated_at as "secretRotatedAt", s.created_at as "createdAt", s.created_by as "createdById", m.name as "createdByName",
    p.next_sequence as "nextSequence", p.last_delivery_at as "lastDeliveryAt", p.last_error as "lastError",
    p.failing_since as "failingSince", p.next_attempt_at as "nextAttemptAt"
  from audit_stream s
  join audit_stream_position p on p.organization_id = s.organization_id and p.stream_id = s.id
  join member m on m.organization_id = s.organization_id and m.user_id = s.created_by
  where s.organization_id = $1`;

/** The organization's streams, oldest first. */
export async function listStreams(work: Work): Promise<Stream[]> {
  const rows = await work.sql.query<StreamRow>(`${select} order by s.created_at, s.id`, [work.organizationId]);
  const size = await sealedSize(work.sql, work.organizationId);
  return rows.map((row) => presentStream(row, size));
}

/** Throws 404 where there is none. */
export async function readStream(work: Work, id: string): Promise<Stream> {
  const row = await readStreamRow(work, id);
  return presentStream(row, await sealedSize(work.sql, work.organizationId));
}

/**
 * With `forUpdate`, others that change it wait. No lock on the key: a delivery looks at it while it holds the position,
 * for which this waits in turn.
 */
export async function readStreamRow(work: Work, id: string, forUpdate = false): Promise<StreamRow> {
  const text = `${select} and s.id = $2${forUpdate ? " for no key update of s, p" : ""}`;
  const [row] = await work.sql.query<StreamRow>(text, [work.organizationId, id]);
  if (!row) throw notFound("audit stream");
  return row;
}

export function filterOf({ actions: some, classes, outcomes: ends }: StreamRow): StreamFilter {
  return { ...(some && { actions: some }), ...(classes && { classes }), ...(ends && { outcomes: ends }) };
}

export function presentStream(row: StreamRow, size: number): Stream {
  const { createdById, createdByName, secretVersion: _, actions: __, classes: ___, outcomes: ____, ...shared } = row;
  const isFailing = row.status === "active" && row.failingSince !== null;
  return {
    ...shared,
    filter: filterOf(row),
    status: isFailing ? "failing" : row.status,
    lag: Math.max(0, size - row.nextSequence),
    createdBy: { id: createdById, name: createdByName },
  };
}

/** What a filter means to the events themselves, whose class follows from their action; null is everything. */
export function wantedBy({ actions: some, classes, outcomes: ends }: StreamFilter) {
  const isWanted = (action: (typeof actions)[number]) =>
    (some ?? actions).includes(action) && (classes ?? eventClasses).includes(classOf(action));
  return {
    actions: some || classes ? actions.filter(isWanted) : null,
    outcomes: ends ? outcomes.filter((outcome) => ends.includes(outcome)) : null,
  };
}
