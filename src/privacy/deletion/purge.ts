import { setTimeout as delay } from "node:timers/promises";
import { internalOrigin, systemActor } from "../../access/caller.ts";
import { operatorLog } from "../../audit/append.ts";
import type { Sql } from "../../ports/database.ts";
import { forgetInOperatorLog } from "../../tenancy/forget-person.ts";
import type { KnownPerson } from "../../tenancy/forget-person.ts";
import { readErasure } from "./certificate.ts";
import { finishErasure } from "./finish.ts";
import type { PurgeTools } from "./purge-tools.ts";
import { countFiles, countRows, tenantTables } from "./what-goes.ts";

/** Why nothing is purged: see `begin_purge`. */
export type PurgeOutcome = "purged" | "held" | "early" | "none" | "finished";

/** Something must end first; the job is tried again. */
class NotYet extends Error {}

const peopleAtOnce = 200;
const across = { role: "nextcrm_operator", readOnly: false } as const;

/**
 * Removes an organization whose deletion is due, and signs what went. Each step commits by itself and may be done
 * again, so that whoever is killed is followed by somebody who goes on. Rejects where something has to end first.
 */
export async function purgeOrganization(
  tools: PurgeTools,
  organizationId: string,
  signal?: AbortSignal,
): Promise<PurgeOutcome> {
  const { db, clock } = tools;
  const now = () => clock.now().toISOString();
  const inStep = <T>(body: (sql: Sql) => Promise<T>) => db.transaction(across, body);
  const outcome = await inStep((sql) => answer<string>(sql, "begin_purge($1, $2)", [organizationId, now()]));
  if (outcome !== "begun" && outcome !== "going") return outcome as PurgeOutcome;
  await tools.subscriptions.cancel(organizationId);
  if ((await inStep((sql) => answer<number>(sql, "jobs_under_way($1)", [organizationId]))) > 0)
    throw new NotYet(`Jobs of the organization ${organizationId} have to end before it is purged`);
  await countBefore(tools, organizationId);
  await tools.seal();
  if (!(await inStep((sql) => answer<boolean>(sql, "keep_log($1, $2)", [organizationId, now()]))))
    throw new NotYet(`Events of the organization ${organizationId} have to be sealed before it is purged`);
  do {
    await removeFiles(tools, organizationId, signal);
    await removeRows(tools, organizationId, signal);
  } while (!(await finishErasure(tools, organizationId)));
  await tools.witness.replace(organizationId, null);
  return "purged";
}

async function answer<T>(sql: Sql, call: string, parameters: unknown[]): Promise<T> {
  const [row] = await sql.query<{ answer: T }>(`select ${call} as answer`, parameters);
  return row!.answer;
}

/** What there is, once, before the first row goes. */
async function countBefore({ db, storage, clock }: PurgeTools, organizationId: string): Promise<void> {
  const erasure = await db.transaction({ ...across, readOnly: true }, (sql) => readErasure(sql, organizationId));
  if (erasure?.before) return;
  const tables = await db.transaction({ ...across, readOnly: true }, (sql) => countRows(sql, organizationId));
  const counted = JSON.stringify({ tables, ...(await countFiles(storage, organizationId)) });
  await db.transaction(across, (sql) =>
    sql.query("select note_before_purge($1, $2, $3)", [organizationId, clock.now().toISOString(), counted]),
  );
}

/** Files first: one whose row is gone would be nobody's. */
async function removeFiles({ storage }: PurgeTools, organizationId: string, signal?: AbortSignal): Promise<void> {
  for await (const { key } of storage.list(organizationId)) {
    signal?.throwIfAborted();
    await storage.remove(key);
  }
}

/** Kept until the last moment: what says that there is something to purge, and what counts. */
const last = new Set(
  ["organization_deletion", "organization_usage", "organization_usage_change"].map((name) => `public.${name}`),
);

async function removeRows(tools: PurgeTools, organizationId: string, signal?: AbortSignal): Promise<void> {
  const { db, clock, rowsAtOnce = 2_000, pauseShare = 1, progress } = tools;
  const tables = await db.transaction({ ...across, readOnly: true }, tenantTables);
  const parameters = () => [organizationId, clock.now().toISOString()];
  for (const { named } of tables.filter((table) => !table.remains && !last.has(table.named)))
    for (;;) {
      signal?.throwIfAborted();
      const begun = performance.now();
      const rows = await db.transaction(across, (sql) =>
        answer<number>(sql, "purge_organization_batch($1, $2, $3, $4)", [...parameters(), named, rowsAtOnce]),
      );
      if (rows === 0) break;
      progress?.(named, rows);
      await delay((performance.now() - begun) * pauseShare);
    }
  await removePeople(tools, parameters, signal);
}

/** Accounts, and what the operator's log tells of their people. */
async function removePeople(
  { db, jobs }: PurgeTools,
  parameters: () => unknown[],
  signal?: AbortSignal,
): Promise<void> {
  const [actor, origin] = [systemActor(operatorLog), internalOrigin("purge-organization")];
  let left: number;
  do {
    signal?.throwIfAborted();
    const next = [...parameters(), peopleAtOnce];
    const people = await db.transaction(across, (sql) =>
      sql.query<KnownPerson>("select * from people_leaving($1, $2, $3)", next),
    );
    for (const person of people) await forgetInOperatorLog(db, person, actor, origin, jobs);
    left = await db.transaction(across, (sql) => answer<number>(sql, "purge_people($1, $2, $3)", next));
  } while (left > 0);
}
