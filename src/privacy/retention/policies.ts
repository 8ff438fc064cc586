import type { Changes } from "../../audit/event.ts";
import type { Work } from "../../audit/work.ts";
import { invalidField, notFound } from "../../problems.ts";
import { conditionsOfTypes } from "./conditions.ts";
import type { Basis, Condition } from "./conditions.ts";

/** Nothing goes before everybody could see that it will. */
export const noticeDays = 7;

export const acts = ["trash", "purge"] as const;

/** What the organization chose for one type, as it chose it. */
export interface Choice extends Condition {
  act: (typeof acts)[number];
  paused: boolean;
}

/** A policy and what it did; moments are RFC 3339. */
export interface RetentionPolicy extends Choice {
  firstRunAt: string;
  changedAt: string;
  changedBy: { id: string; name: string } | null;
  running: boolean;
  lastRun: { at: string; removed: number; kept: number } | null;
}

const select = `select p.record_type as "recordType", p.basis, p.days, p.statuses, p.act, p.paused, p.first_run_at as "firstRunAt",
    p.changed_at as "changedAt", case when m.user_id is not null then jsonb_build_object('id', m.user_id, 'name', m.name) end as "changedBy",
    p.run_began_at is not null as running,
    case when p.last_run_at is not null then jsonb_build_object('at', to_char(p.last_run_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'removed', p.last_removed, 'kept', p.last_kept) end as "lastRun"
  from record_retention p left join member m on m.organization_id = p.organization_id and m.user_id = p.changed_by
  where p.organization_id = $1`;

export function listPolicies({ sql, organizationId }: Work): Promise<RetentionPolicy[]> {
  return sql.query<RetentionPolicy>(`${select} order by p.record_type, p.basis`, [organizationId]);
}

async function findPolicy({ sql, organizationId }: Work, recordType: string, basis: Basis) {
  const values = [organizationId, recordType, basis];
  return (await sql.query<RetentionPolicy>(`${select} and p.record_type = $2 and p.basis = $3`, values))[0];
}

/** A run that is under way ends with the policy that it was of. */
const endOfRun = `last_run_at = coalesce(p.run_began_at, p.last_run_at),
        last_removed = case when p.run_began_at is null then p.last_removed else p.run_removed end,
        last_kept = case when p.run_began_at is null then p.last_kept else p.run_kept end,
        run_began_at = null, run_removed = 0, run_kept = 0`;

/**
 * Makes or changes a policy. Whatever could take other records than before begins its notice anew; pausing does not,
 * going on after it does.
 */
export async function choosePolicy(work: Work, now: Date, choice: Choice): Promise<RetentionPolicy> {
  refuseWrong(choice);
  const { sql, organizationId, actor } = work;
  const { recordType, basis, days, statuses, act, paused } = choice;
  // Two who change it at once do so one after the other.
  await sql.query("select 1 from organization where id = $1 for no key update", [organizationId]);
  const before = await findPolicy(work, recordType, basis);
  const changes = changesBetween(before, choice);
  if (before && Object.keys(changes).length === 0) return before;
  const isPausing = before !== undefined && paused && Object.keys(changes).every((member) => member === "paused");
  const first = isPausing ? before.firstRunAt : new Date(now.getTime() + noticeDays * 86_400_000).toISOString();
  await sql.query(
    `insert into record_retention as p (organization_id, record_type, basis, days, statuses, act, paused, first_run_at, changed_at, changed_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (organization_id, record_type, basis) do update set days = excluded.days, statuses = excluded.statuses, act = excluded.act,
        paused = excluded.paused, first_run_at = excluded.first_run_at, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
        ${endOfRun}`,
    [organizationId, recordType, basis, days, statuses, act, paused, first, work.now, actor.userId],
  );
  tell(work, choice, changes, { firstRunAt: first });
  return (await findPolicy(work, recordType, basis))!;
}

/** Throws a 404 where there is none. */
export async function dropPolicy(work: Work, recordType: string, basis: Basis): Promise<void> {
  const text =
    "delete from record_retention where organization_id = $1 and record_type = $2 and basis = $3 returning days, statuses, act";
  const [gone] = await work.sql.query<Pick<Choice, "days" | "statuses" | "act">>(text, [
    work.organizationId,
    recordType,
    basis,
  ]);
  if (!gone) throw notFound("retention policy");
  const changes = Object.fromEntries(Object.entries(gone).map(([member, from]) => [member, { from, to: null }]));
  tell(work, { recordType, basis }, changes, {});
}

function refuseWrong({ act, ...condition }: Choice): void {
  if (condition.basis === "trashed" && act !== "purge")
    throw invalidField("act", "is purge for what is in the trash already");
  refuseStatuses(condition);
}

/** Throws a 400 for states that records of the type are never in, or that do not matter. */
export function refuseStatuses({ recordType, basis, statuses }: Omit<Condition, "days">): void {
  if (statuses === null) return;
  if (basis === "trashed") throw invalidField("statuses", "has no meaning for what is in the trash");
  const known = conditionsOfTypes.find((one) => one.recordType === recordType)!.statuses.map(({ value }) => value);
  const unknown = statuses.filter((status) => !known.includes(status));
  if (unknown.length === 0) return;
  throw invalidField("statuses", known.length === 0 ? "has no meaning for this type" : `are of ${known.join(", ")}`);
}

function changesBetween(before: RetentionPolicy | undefined, choice: Choice): Changes {
  const members = ["days", "statuses", "act", "paused"] as const;
  const changed = members.filter(
    (member) => JSON.stringify(before?.[member] ?? null) !== JSON.stringify(choice[member]),
  );
  return Object.fromEntries(changed.map((member) => [member, { from: before?.[member] ?? null, to: choice[member] }]));
}

function tell(
  work: Work,
  { recordType, basis }: Pick<Choice, "recordType" | "basis">,
  changes: Changes,
  details: object,
): void {
  work.record({
    action: "SETTINGS_CHANGE",
    resource: "record_retention",
    resourceId: work.organizationId,
    changes,
    details: { recordType, basis, ...details },
  });
}
