import { join } from "node:path";
import { diskStorage } from "./adapters/disk-storage.ts";
import { diskWitness } from "./adapters/disk-witness.ts";
import { postgres } from "./adapters/postgres.ts";
import { operatorLog } from "./audit/append.ts";
import { withDatabase } from "./commands.ts";
import { loadConfig } from "./config.ts";
import { isId } from "./identifier.ts";
import type { Database } from "./ports/database.ts";
import type { Storage } from "./ports/storage.ts";
import type { Witness } from "./ports/witness.ts";
import { UsageError } from "./refusal.ts";

/** The installation's logs, for the command line. */
export interface InstalledLogs {
  db: Database;
  storage: Storage;
  /** What was signed last. */
  witness: Witness;
  /** Names of organizations and of the operator's log, by id. */
  names: ReadonlyMap<string, string>;
}

export function withLogs(body: (logs: InstalledLogs) => Promise<void>): Promise<void> {
  const config = loadConfig();
  return withDatabase(config, async ({ serve }) => {
    const db = postgres({ ...serve, max: 3 });
    const storage = diskStorage(join(config.NEXTCRM_DATA, "files"));
    const witness = diskWitness({
      folder: join(config.NEXTCRM_DATA, "audit-witness"),
      failed: (error) => console.error((error as Error).message),
    });
    try {
      await body({ db, storage, witness, names: await namesOf(db) });
    } finally {
      await db.close();
    }
  });
}

async function namesOf(db: Database): Promise<Map<string, string>> {
  const rows = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ id: string; name: string }>("select id, name from organization"),
  );
  return new Map([[operatorLog, "The operator's log"], ...rows.map(({ id, name }) => [id, name] as const)]);
}

/** The ids of what somebody calls by id or name. Throws a UsageError where there is none. */
export function idsOf(names: ReadonlyMap<string, string>, organization: string): string[] {
  if (isId(organization)) return [organization];
  const ids = [...names].flatMap(([id, name]) => (name === organization ? [id] : []));
  if (ids.length === 0) throw new UsageError(`There is no organization named ${JSON.stringify(organization)}.`);
  return ids;
}
