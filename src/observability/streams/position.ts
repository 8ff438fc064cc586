import type { Sql } from "../../ports/database.ts";
import type { EventFormat } from "../follow-log.ts";
import { filterOf } from "./stream.ts";
import type { StreamFilter, StreamRow } from "./stream.ts";

export interface StreamId {
  organizationId: string;
  id: string;
}

/** A stream while one process delivers it. */
export interface Claimed extends StreamId {
  url: string;
  format: EventFormat;
  filter: StreamFilter;
  secretVersion: number;
  /** Whether the secret before is still signed with. */
  signsWithBoth: boolean;
  nextSequence: number;
  deliveringUpto: number | null;
  generation: number;
  attempts: number;
  claim: string;
}

/** Streams that are behind, those whose turn it is first. `mostly` bounds how many. For the operator's role. */
export function findBehind(sql: Sql, mostly: number): Promise<(StreamId & { isDue: boolean })[]> {
  const text = `
    select s.organization_id as "organizationId", s.id,
      (p.next_attempt_at is null or p.next_attempt_at <= now()) and (p.claimed_until is null or p.claimed_until <= now()) as "isDue"
    from audit_stream s join audit_stream_position p on p.organization_id = s.organization_id and p.stream_id = s.id
    where s.status = 'active' and not exists (select from organization_deletion d where d.organization_id = s.organization_id)
      and exists (select from organization o where o.id = s.organization_id and o.status = 'active') and p.next_sequence <
      (select size from audit_checkpoint c where c.organization_id = s.organization_id order by size desc limit 1)
    order by "isDue" desc, p.last_attempt_at nulls first limit ${mostly}`;
  return sql.query(text, [], { prepare: true });
}

type ClaimedRow = Omit<StreamRow, "filter"> & Omit<Claimed, "filter" | keyof StreamId | "claim">;

/** Takes a stream for a while; null where another has it, or it is not its turn. */
export async function claimStream(
  sql: Sql,
  { organizationId, id }: StreamId,
  claim: string,
  milliseconds: number,
): Promise<Claimed | null> {
  const text = `
    update audit_stream_position p
    set claim = $3, claimed_until = clock_timestamp() + $4 * interval '1 millisecond', last_attempt_at = clock_timestamp()
    from audit_stream s
    where p.organization_id = $1 and p.stream_id = $2 and s.organization_id = p.organization_id and s.id = p.stream_id
      and s.status = 'active' and not exists (select from organization_deletion d where d.organization_id = $1)
      and exists (select from organization o where o.id = $1 and o.status = 'active') and (p.claim is null or p.claim = $3 or p.claimed_until <= clock_timestamp())
      and (p.next_attempt_at is null or p.next_attempt_at <= clock_timestamp())
    returning s.url, s.format, s.actions, s.classes, s.outcomes, s.secret_version as "secretVersion",
      coalesce(s.secret_rotated_at > now() - interval '24 hours', false) as "signsWithBoth",
      p.next_sequence as "nextSequence", p.delivering_upto as "deliveringUpto", p.generation, p.attempts`;
  const [row] = await sql.query<ClaimedRow>(text, [organizationId, id, claim, milliseconds]);
  return row ? { ...row, filter: filterOf(row), organizationId, id, claim } : null;
}

/** Says where the delivery ends before it is sent. */
export async function fixEnd(sql: Sql, { organizationId, id, claim }: Claimed, upto: number): Promise<void> {
  const text = `update audit_stream_position set delivering_upto = $4 where organization_id = $1 and stream_id = $2 and claim = $3`;
  await sql.query(text, [organizationId, id, claim, upto]);
}

/** Everything before a place is delivered. Nothing changes where somebody has set another position meanwhile. */
export async function moveOn(sql: Sql, claimed: Claimed, upto: number, delivered: boolean): Promise<void> {
  const { organizationId, id, claim, generation } = claimed;
  const text = `
    update audit_stream_position set next_sequence = $5, delivering_upto = null${
      delivered
        ? ", attempts = 0, next_attempt_at = null, failing_since = null, last_error = null, last_delivery_at = clock_timestamp()"
        : ""
    }
    where organization_id = $1 and stream_id = $2 and claim = $3 and generation = $4`;
  await sql.query(text, [organizationId, id, claim, generation, upto]);
}

/** Notes a delivery in vain, and when to try again. Answers for how many seconds nothing has succeeded. */
export async function noteFailure(
  sql: Sql,
  { organizationId, id, claim, generation }: Claimed,
  error: string,
  pauseMilliseconds: number,
): Promise<number> {
  const text = `
    update audit_stream_position set attempts = attempts + 1, last_error = $5, failing_since = coalesce(failing_since, clock_timestamp()),
      next_attempt_at = clock_timestamp() + $6 * interval '1 millisecond'
    where organization_id = $1 and stream_id = $2 and claim = $3 and generation = $4
    returning extract(epoch from clock_timestamp() - failing_since)::float8 as seconds`;
  const [row] = await sql.query<{ seconds: number }>(text, [
    organizationId,
    id,
    claim,
    generation,
    error,
    pauseMilliseconds,
  ]);
  return row?.seconds ?? 0;
}

export async function releaseStream(sql: Sql, { organizationId, id }: StreamId, claim: string): Promise<void> {
  const text = `update audit_stream_position set claim = null, claimed_until = null where organization_id = $1 and stream_id = $2 and claim = $3`;
  await sql.query(text, [organizationId, id, claim]);
}
