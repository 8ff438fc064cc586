import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import { withClient } from "./client.ts";
import { copyTree } from "./copy-tree.ts";
import type { Copied } from "./copy-tree.ts";
import type { Connection } from "./embedded-postgres.ts";

/** What a server makes anew when it starts, as pg_basebackup leaves it out. */
const remade = new Set([
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const leftOut =
  /^(?:postmaster\.(?:pid|opts)|backup_label|tablespace_map)$|(?:^|\/)pgsql_tmp|(?:^|\/)pg_internal\.init/;
const walFile = /^[0-9A-F]{24}$/;

/**
 * Copies the files of a server that goes on serving to a folder from which another one can start: PostgreSQL's own way
 * of a base backup (its manual, 25.3.3, "Making a Base Backup Using the Low Level API"), with the log that was written
 * meanwhile. The copy has all that was committed when it began. Throws a Refusal where another copy is being made.
 */
export function backUpDatabase(owner: Connection, data: string, target: string): Promise<Copied> {
  return withClient(owner, async (client) => {
    // Keeps the log until it is copied, and goes with the connection; of its name there is one.
    await client.query("select pg_create_physical_replication_slot('nextcrm_backup', true, true)").catch(explain);
    await client.query("select pg_backup_start('nextcrm', true)");
    const copied = await copyTree(data, target, { skip: isLeftOut });
    for (const folder of [...remade, "pg_wal/archive_status"])
      await mkdir(join(target, folder), { recursive: true, mode: 0o700 });
    const { rows } = await client.query<{ label: string; last: string }>(
      "select labelfile as label, pg_walfile_name(lsn) as last from pg_backup_stop(false)",
    );
    const { label, last } = rows[0]!;
    const first = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/.exec(label)![1]!;
    for (const name of await readdir(join(data, "pg_wal")))
      if (name.endsWith(".history") || (walFile.test(name) && name >= first && name <= last))
        await copyFile(join(data, "pg_wal", name), join(target, "pg_wal", name));
    await writeFile(join(target, "backup_label"), label, { mode: 0o600 });
    return copied;
  });
}

function isLeftOut(path: string): boolean {
  const [first = "", ...rest] = path.split("/");
  return leftOut.test(path) || (rest.length > 0 && (first === "pg_wal" || remade.has(first)));
}

function explain(error: Error & { code?: string }): never {
  // duplicate_object
  if (error.code !== "42710") throw error;
  throw new Refusal("Another backup of this installation is being made.", { cause: error });
}
