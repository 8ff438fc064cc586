import type { Database } from "../../ports/database.ts";
import { oneByOne } from "../../one-by-one.ts";
import { pruneLog } from "./prune-log.ts";
import type { PruneTools } from "./prune-log.ts";
import { rewriteArchives } from "./rewrite-archives.ts";

/** Every organization's nightly work: what an erasing left to do in archives, then pruning. */
export async function pruneAll(tools: PruneTools, signal?: AbortSignal): Promise<void> {
  await oneByOne(
    await organizationsOf(tools.db),
    async (id) => {
      await rewriteArchives(tools, id, signal);
      await pruneLog(tools, id, signal);
    },
    (id) => `The log of the organization ${id} could not be pruned`,
    signal,
  );
}

async function organizationsOf(db: Database): Promise<string[]> {
  const rows = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ id: string }>("select id from organization where status <> 'deleting' order by id"),
  );
  return rows.map(({ id }) => id);
}
