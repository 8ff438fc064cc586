import { fewestDays, readRetention } from "../../audit/retention.ts";
import type { Retention } from "../../audit/retention.ts";
import type { Work } from "../../audit/work.ts";
import { invalidField } from "../../problems.ts";

export interface RetentionState extends Omit<Retention, "plan"> {
  /** When the oldest event that is there occurred. */
  oldestEvent: string | null;
  /** The last day on which events went: how many, and up to when they had occurred. */
  lastPrune: { at: string; events: number; upTo: string } | null;
}

export async function readState({ sql, organizationId }: Work): Promise<RetentionState> {
  const [{ plan: _, ...retention }, [oldest], [lastPrune]] = await Promise.all([
    readRetention(sql, organizationId),
    sql.query<{ at: string }>(
      "select occurred_at as at from audit_event where organization_id = $1 and action <> 'PRUNE' order by id limit 1",
      [organizationId],
    ),
    sql.query<{ at: string; events: number; upTo: string }>(
      `with last as (select max(pruned_at) as at from audit_prune where organization_id = $1)
        select last.at, sum(events)::bigint as events, max(before) as "upTo" from last
        join audit_prune p on p.organization_id = $1 and p.pruned_at > last.at - interval '24 hours' group by last.at`,
      [organizationId],
    ),
  ]);
  return { ...retention, oldestEvent: oldest?.at ?? null, lastPrune: lastPrune ?? null };
}

/** Throws a Problem that says what the plan allows. */
export function demandWithinPlan(days: number | null | undefined, { plan, maxDays }: Retention): void {
  if (days === null || days === undefined || (days >= fewestDays && days <= maxDays)) return;
  throw invalidField("days", `must be from ${fewestDays} to ${maxDays}, which is what the plan ${plan} keeps`);
}

export interface Preview {
  days: number;
  /** What occurred earlier would go. */
  before: string;
  events: number;
  /** Older events that legal holds keep. */
  held: number;
}

/** What a retention of so many days would remove at the next prune, a grace aside. */
export async function previewRetention({ sql, organizationId }: Work, days: number, now: Date): Promise<Preview> {
  demandWithinPlan(days, await readRetention(sql, organizationId));
  const text = `
    with cutoff as (select date_trunc('milliseconds', $2::timestamptz - $3::int * interval '24 hours') as before)
    select before, (select count(*) from due_events(before, null)) as events,
      (select count(*) from audit_event e where e.organization_id = $1 and e.id < first_id_of(before + interval '24 hours')
        and e.occurred_at < before and e.action <> 'PRUNE' and exists (
          select from legal_hold h where h.organization_id = $1 and h.released_at is null
            and names_event(h, e.leaf, e.resource, e.resource_id, e.actor_id, e.occurred_at))) as held
    from cutoff`;
  const [preview] = await sql.query<Omit<Preview, "days">>(text, [organizationId, now.toISOString(), days]);
  return { days, ...preview! };
}
