import { internalOrigin, systemActor } from "../../access/caller.ts";
import { problemOf } from "../../api/failures.ts";
import type { Work } from "../../audit/work.ts";
import { recordTypes } from "../../crm/record-types.ts";
import { oneByOne } from "../../one-by-one.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Database } from "../../ports/database.ts";
import type { RecordType } from "../../records/record-type.ts";
import { purgeRecord, trashRecord } from "../../records/trash.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { dueSql, typeNamed, valuesOf } from "./conditions.ts";
import type { Basis } from "./conditions.ts";
import type { Choice } from "./policies.ts";

interface Tools {
  db: Database;
  clock: Clock;
  /** Records in one transaction. */
  batch?: number;
}

interface Due {
  organizationId: string;
  recordType: string;
  basis: Basis;
}

const batchSize = 100;
const smallestId = "00000000-0000-0000-0000-000000000000";

/** In organizations that wait for their deletion nothing changes any more. `$1` is the present moment. */
const applies = `not p.paused and p.first_run_at <= $1 and o.status = 'active'
  and not exists (select from organization_deletion d where d.organization_id = o.id)`;
const due = `select p.organization_id as "organizationId", p.record_type as "recordType", p.basis from record_retention p
  join organization o on o.id = p.organization_id where ${applies}
  order by p.organization_id, p.record_type, p.basis`;

/** Does what every organization's policies say, for a job at night. */
export async function retainRecords(tools: Tools, signal?: AbortSignal): Promise<void> {
  const across = { role: "nextcrm_operator", readOnly: true } as const;
  const policies = await tools.db.transaction(across, (sql) => sql.query<Due>(due, [tools.clock.now()]));
  await oneByOne(
    policies,
    (policy) => runPolicy(tools, policy, signal),
    ({ organizationId }) => `Records of the organization ${organizationId} were not retained`,
    signal,
  );
}

/** Batch after batch, each a transaction of its own, in the order of the ids; whoever is killed is followed by the next run. */
async function runPolicy(tools: Tools, policy: Due, signal: AbortSignal | undefined): Promise<void> {
  const door = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(tools.db, systemActor(policy.organizationId), internalOrigin("retain-records"), "audited", body);
  const now = tools.clock.now();
  for (let after: string | null = smallestId; after !== null;) {
    signal?.throwIfAborted();
    const from: string = after;
    after = await door((work) => removeBatch(work, policy, now, from, tools.batch ?? batchSize));
  }
}

/** Answers the id to go on behind; null at the end, or where the policy is another one meanwhile. */
async function removeBatch(work: Work, policy: Due, now: Date, after: string, most: number): Promise<string | null> {
  const choice = await lockPolicy(work, policy, now);
  if (!choice) return null;
  const type = typeNamed(policy.recordType);
  const ids = await lockDue(work, type, choice, now, after, most);
  const counts = { removed: 0, kept: 0 };
  for (const id of ids) counts[(await isRemoved(work, type, choice, id)) ? "removed" : "kept"] += 1;
  const isLast = ids.length < most;
  const told = await noteProgress(work, policy, now, counts, isLast);
  // What only says how far it is needs an event, too, where no record had one.
  if (isLast || work.entries.length === 0) tellRun(work, policy, choice, isLast ? told : counts, isLast);
  return isLast ? null : ids.at(-1)!;
}

/** A change of the policy waits for the batch. The next batch sees it, and what became of the organization. */
async function lockPolicy(
  { sql, organizationId }: Work,
  { recordType, basis }: Due,
  now: Date,
): Promise<Choice | undefined> {
  const text = `select p.record_type as "recordType", p.basis, p.days, p.statuses, p.act, p.paused from record_retention p
    join organization o on o.id = p.organization_id
    where ${applies} and p.organization_id = $2 and p.record_type = $3 and p.basis = $4 for update of p`;
  return (await sql.query<Choice>(text, [now, organizationId, recordType, basis]))[0];
}

/** What somebody is changing now is left for the next night. */
async function lockDue(
  { sql, organizationId }: Work,
  type: RecordType,
  choice: Choice,
  now: Date,
  after: string,
  most: number,
): Promise<string[]> {
  const { due: isDue, held } = dueSql(type, choice.basis);
  const text = `select r.id from ${type.table} r where ${isDue} and not ${held} and r.id > $5 order by r.id limit $6 for no key update of r skip locked`;
  const values = [...valuesOf(organizationId, now, choice), after, most];
  return (await sql.query<{ id: string }>(text, values)).map(({ id }) => id);
}

/** False where the record's own rules keep it: others refer to it, or a hold has begun. */
async function isRemoved(work: Work, type: RecordType, { act }: Choice, id: string): Promise<boolean> {
  const told = work.entries.length;
  await work.sql.query("savepoint one");
  try {
    await (act === "trash" ? trashRecord : purgeRecord)(work, type, recordTypes, id);
    await work.sql.query("release savepoint one");
    return true;
  } catch (error) {
    if (!problemOf(error)) throw error;
    await work.sql.query("rollback to savepoint one; release savepoint one");
    work.entries.length = told;
    return false;
  }
}

interface Counts {
  removed: number;
  kept: number;
}

/** What a run did so far is kept with the policy, so that its end tells of all of it, whichever process it is in. */
async function noteProgress(
  { sql, organizationId }: Work,
  { recordType, basis }: Due,
  now: Date,
  { removed, kept }: Counts,
  isLast: boolean,
): Promise<Counts> {
  const sofar = `run_removed = run_removed + $4, run_kept = run_kept + $5, run_began_at = coalesce(run_began_at, $6)`;
  const ended = `run_removed = 0, run_kept = 0, run_began_at = null, last_run_at = $6, last_removed = p.run_removed + $4, last_kept = p.run_kept + $5`;
  const text = `update record_retention p set ${isLast ? ended : sofar} where organization_id = $1 and record_type = $2 and basis = $3
    returning last_removed as removed, last_kept as kept`;
  const [row] = await sql.query<Counts>(text, [organizationId, recordType, basis, removed, kept, now]);
  return row!;
}

/** One event at the end of a run, besides that of each record. */
function tellRun(
  work: Work,
  { recordType, basis }: Due,
  { days, statuses, act }: Choice,
  counts: Counts,
  ended: boolean,
): void {
  work.record({
    action: "PRUNE",
    resource: "record_retention",
    resourceId: work.organizationId,
    details: { recordType, basis, days, statuses, act, ...counts, ended },
  });
}
