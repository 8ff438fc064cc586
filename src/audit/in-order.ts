import type { Sql } from "../ports/database.ts";
import { presentEvent } from "./query.ts";
import type { LogEntry, StoredEvent } from "./query.ts";

/** A piece of the log in its own order, for programs that follow it. */
export interface InOrder {
  events: SealedEntry[];
  /** The first place that was not looked at: what is before it and not among the events was pruned or does not match. */
  nextSequence: number;
  /** How many events are sealed. */
  size: number;
  /** Places looked at whose events retention has removed, whatever they were. */
  gap: Gap | null;
}

export type SealedEntry = LogEntry & { sequence: number };

export interface Gap {
  firstSequence: number;
  lastSequence: number;
  events: number;
}

/** A condition on `e`, the event; appends its operands to the parameters, of which the first is the organization. */
export type Condition = (parameters: unknown[]) => string;

/** So many places are looked at in one go, however few of them match. */
const placesAtOnce = 5_000;

/**
 * Sealed events that match, from a place on, in the order of their places. None is skipped: places are dense, and a
 * checkpoint of some size is committed together with all of them. Where few match, fewer than `limit` may come although
 * more follow: as long as `nextSequence` is less than `size`, there is more to look at.
 */
export async function eventsInOrder(
  sql: Sql,
  organizationId: string,
  where: Condition,
  range: { from: number; upto?: number },
  limit: number,
): Promise<InOrder> {
  const { from } = range;
  const size = await sealedSize(sql, organizationId);
  const upto = Math.min(range.upto ?? size, size, from + placesAtOnce);
  if (upto <= from) return { events: [], nextSequence: from, size, gap: null };
  const parameters: unknown[] = [organizationId];
  const condition = where(parameters);
  const text = `
    select e.leaf, l.sequence,
      (select jsonb_object_agg(d.name::text, d.disclosure::jsonb) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed
    from audit_leaf l join audit_event e on e.organization_id = l.organization_id and e.id = l.event_id
    where l.organization_id = $1 and l.sequence >= $${parameters.push(from)} and l.sequence < $${parameters.push(upto)} and ${condition}
    order by l.sequence limit ${limit}`;
  const rows = await sql.query<StoredEvent>(text, parameters);
  const events = rows.map((row) => presentEvent(row) as SealedEntry);
  const nextSequence = events.length < limit ? upto : events.at(-1)!.sequence + 1;
  const isWhole = events.length === nextSequence - from;
  return { events, nextSequence, size, gap: isWhole ? null : await gapIn(sql, organizationId, from, nextSequence) };
}

export async function sealedSize(sql: Sql, organizationId: string): Promise<number> {
  const text = "select size from audit_checkpoint where organization_id = $1 order by size desc limit 1";
  const [row] = await sql.query<{ size: number }>(text, [organizationId], { prepare: true });
  return row?.size ?? 0;
}

async function gapIn(sql: Sql, organizationId: string, from: number, upto: number): Promise<Gap | null> {
  const text = `
    select min(sequence) as "firstSequence", max(sequence) as "lastSequence", count(*) as events from audit_leaf l
    where organization_id = $1 and sequence >= $2 and sequence < $3
      and not exists (select from audit_event e where e.organization_id = l.organization_id and e.id = l.event_id)`;
  const [gap] = await sql.query<Gap>(text, [organizationId, from, upto], { prepare: true });
  return gap!.events === 0 ? null : gap!;
}
