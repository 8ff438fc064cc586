import type { Database } from "../../ports/database.ts";
import { pruneLog } from "./prune-log.ts";
import type { PruneTools } from "./prune-log.ts";
import { rewriteArchives } from "./rewrite-archives.ts";

/**
 * Every organization's nightly work: what an erasing left to do in archives, then pruning. One that fails does not keep
 * the others from theirs; then all that failed is thrown at the end, so that the job is tried again.
 */
export async function pruneAll(tools: PruneTools, signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const id of await organizationsOf(tools.db)) {
    signal?.throwIfAborted();
    try {
      await rewriteArchives(tools, id, signal);
      await pruneLog(tools, id, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      failures.push(new Error(`The log of the organization ${id} could not be pruned`, { cause: error }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} logs could not be pruned`);
}

async function organizationsOf(db: Database): Promise<string[]> {
  const rows = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ id: string }>("select id from organization where status <> 'deleting' order by id"),
  );
  return rows.map(({ id }) => id);
}
