import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { Refusal } from "../refusal.ts";
import { ownerRole } from "./bootstrap-roles.ts";
import { withClient } from "./client.ts";

export interface Migration {
  version: number;
  name: string;
  sql: string;
  sha256: string;
}

type Applied = Pick<Migration, "version" | "name" | "sha256">;

export const migrationsFolder = fileURLToPath(new URL("../../migrations/", import.meta.url));
const lockKey = 6_398_201_848;

const createTable = `
  create table schema_migration (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz(3) not null default now()
  );
  comment on table schema_migration is 'Which migrations this database has seen';
  grant select on schema_migration to nextcrm_app, nextcrm_operator`;

/** The files `NNNN_name.sql` in order. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => {
      const [, version, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
      if (!version || !name) throw new Refusal(`The migration ${file} is not named like 0001_name.sql.`);
      const sql = readFileSync(join(folder, file), "utf8");
      return { version: Number(version), name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Applies what is missing, each migration in a transaction of its own as nextcrm_owner, one process at a time.
 * Answers the names of those applied. Throws a Refusal when the database is newer or a migration was changed.
 */
export async function migrate(owner: pg.ClientConfig, migrations: Migration[] = readMigrations()): Promise<string[]> {
  return withClient(owner, async (client) => {
    await client.query(`select pg_advisory_lock(${lockKey})`);
    await client.query(`set role ${ownerRole}`);
    const pending = missingFrom(await readApplied(client), migrations);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/** For a process without DATABASE_OWNER_URL: refuses a database that does not match this program. */
export async function assertMigrated(
  serve: pg.ClientConfig,
  migrations: Migration[] = readMigrations(),
): Promise<void> {
  const applied = await withClient(serve, async (client) => {
    await client.query("set role nextcrm_app");
    return readApplied(client, false);
  });
  const missing = missingFrom(applied, migrations);
  if (missing.length > 0) {
    throw new Refusal(
      `The database lacks ${missing.length} migrations of this program; set DATABASE_OWNER_URL, or run \`nextcrm migrate\` with it.`,
    );
  }
}

async function readApplied(client: pg.Client, create = true): Promise<Applied[]> {
  const { rows: found } = await client.query("select to_regclass('public.schema_migration') as oid");
  if (found[0].oid === null) {
    if (create) await client.query(createTable);
    return [];
  }
  const { rows } = await client.query<Applied>("select version, name, sha256 from schema_migration order by version");
  return rows;
}

function missingFrom(applied: Applied[], migrations: Migration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  const newest = migrations.at(-1)?.version ?? 0;
  for (const { version, name, sha256 } of applied) {
    const mine = known.get(version);
    if (!mine && version > newest) {
      throw new Refusal(
        `The database is newer than this program: it has migration ${version} (${name}) and the program ends at ${newest}; start the newer version.`,
      );
    }
    if (mine?.sha256 !== sha256) {
      throw new Refusal(
        `Migration ${version} (${name}) was applied in another form than this program has; restore the file, or the database from before it.`,
      );
    }
  }
  const seen = new Set(applied.map(({ version }) => version));
  return migrations.filter(({ version }) => !seen.has(version));
}

async function apply(client: pg.Client, { version, name, sql, sha256 }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into schema_migration (version, name, sha256) values ($1, $2, $3)", [
      version,
      name,
      sha256,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    const { message, position } = error as pg.DatabaseError;
    const line = position ? `, line ${sql.slice(0, Number(position)).split("\n").length}` : "";
    throw new Refusal(`Migration ${version} (${name}${line}) failed and changed nothing: ${message}.`, {
      cause: error,
    });
  }
}
