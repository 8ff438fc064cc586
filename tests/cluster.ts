import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { bootstrapRoles, grantDatabase } from "../src/adapters/bootstrap-roles.ts";
import { withClient } from "../src/adapters/client.ts";
import { openDataFolder, whoRuns } from "../src/adapters/data-folder.ts";
import { startEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { findPostmaster, shutDown } from "../src/adapters/embedded-postgres-process.ts";
import { migrate, readMigrations } from "../src/adapters/migrate.ts";

/** One PostgreSQL for all test files of a run, with a migrated database to clone. */
export interface Cluster {
  owner: Connection;
  serve: Connection;
  template: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    cluster: Cluster;
  }
}

const prefix = "nextcrm-test-";

/** Vitest's global set-up: the embedded PostgreSQL in a folder that goes away, or the one in TEST_DATABASE_OWNER_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { owner, serve, stop } = await (process.env.TEST_DATABASE_OWNER_URL
    ? outside(process.env.TEST_DATABASE_OWNER_URL)
    : embedded());
  project.provide("cluster", { owner, serve, template: await makeTemplate(owner, serve) });
  return stop;
}

async function embedded() {
  await sweep();
  const path = mkdtempSync(join(tmpdir(), prefix));
  const folder = openDataFolder(path);
  const { owner, serve, stop } = await startEmbeddedPostgres({ folder, durable: false });
  const clean = async () => {
    await stop();
    folder.unlock();
    rmSync(path, { recursive: true, force: true });
  };
  return { owner: { ...owner, database: "postgres" }, serve, stop: clean };
}

async function outside(url: string) {
  const { host, port, user, password } = new pg.Client(url);
  const owner = { host, port, user: user ?? "postgres", ...(password && { password }), database: "postgres" };
  const serve = { ...owner, user: "nextcrm_test_serve", password: "nextcrm_test_serve" };
  return { owner, serve, stop: async () => undefined };
}

/** Named after the migrations, so that an outside cluster makes it once. */
async function makeTemplate(owner: Connection, serve: Connection): Promise<string> {
  const migrations = readMigrations();
  const hash = createHash("sha256").update(JSON.stringify(migrations)).digest("hex").slice(0, 12);
  const template = `nextcrm_template_${hash}`;
  await bootstrapRoles(owner, serve);
  await withClient(owner, async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [template]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount === 1) return;
    const unfinished = `${template}_${process.pid}`;
    const options = "encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8' template template0";
    await client.query(`create database ${unfinished} ${process.env.TEST_DATABASE_OWNER_URL ? options : ""}`);
    await grantDatabase({ ...owner, database: unfinished });
    await migrate({ ...owner, database: unfinished }, migrations);
    await client.query(`alter database ${unfinished} rename to ${pg.escapeIdentifier(template)}`);
  });
  return template;
}

/** What a killed run left behind. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    // Another run may have made its folder and not yet locked it.
    const isYoung = (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > Date.now() - 60_000;
    if (isYoung || whoRuns(path)) continue;
    const data = join(path, "postgres/data");
    const postmaster = findPostmaster(data);
    if (postmaster) await shutDown(postmaster.pid, data);
    rmSync(path, { recursive: true, force: true });
  }
}
