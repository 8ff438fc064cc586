import type { Actor, Origin } from "../../access/caller.ts";
import { invalidField, notFound, Problem } from "../../problems.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { recordTypes } from "../record-types.ts";
import { countUnfinished, findImport, restartImport } from "./progress.ts";
import { readKept } from "./spool.ts";
import { recordRequest } from "./summary.ts";
import { settle } from "./start-import.ts";
import type { StartTools } from "./start-import.ts";

/** Turns a finished dry run into the import that it rehearsed: the same id, file and plan. */
export async function runInEarnest(
  { db, storage, jobs }: StartTools,
  actor: Actor,
  origin: Origin,
  id: string,
): Promise<{ id: string; status: "queued" }> {
  await inOrganization(db, actor, origin, "audited", async (work) => {
    const stored = await findImport(work.sql, work.organizationId, id, true);
    if (!stored) throw notFound("import");
    if (!stored.dryRun) throw invalidField("id", "is no dry run");
    if (stored.status === "queued" || stored.status === "running")
      throw new Problem("conflict", "The dry run still runs.");
    if (stored.storageKey === null) throw new Problem("conflict", "The file is no longer there. Choose it again.");
    const type = recordTypes.find(({ name }) => name === stored.recordType)!;
    const { columns: _, keys: __, ...options } = stored.plan;
    const head = await readKept(storage, stored.storageKey, options);
    const plan = await settle(work, type, head, { ...options, dryRun: false });
    const ahead = await countUnfinished(work.sql, work.organizationId);
    await restartImport(work, id, plan);
    recordRequest(work, { ...stored, dryRun: false });
    await jobs.enqueue(work.sql, "import", { organizationId: actor.organizationId, importId: id }, ahead);
  });
  return { id, status: "queued" };
}
