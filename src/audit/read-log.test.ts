import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { diskSpill } from "../adapters/disk-spill.ts";
import { postgres } from "../adapters/postgres.ts";
import { eventOf } from "./append.ts";
import { readLog } from "./read-log.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-spill-"));
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});
const acme = await testOrganization(db, "Acme");

const failures: unknown[] = [];
const failed = (error: unknown) => failures.push(error);
const openLog = (strict = false) =>
  readLog(db, { strict, failed, spill: diskSpill(folder), delayMilliseconds: 5, retryMilliseconds: 20 });
const viewOf = (resource: string) =>
  eventOf(acme.actor, internalOrigin("test"), { action: "VIEW", resource, resourceId: "1" });

const viewed = (resources: readonly string[]) =>
  withClient(owner, async (client) => {
    const text = "select resource from audit_event where action = 'VIEW' and resource = any($1) order by resource";
    return (await client.query<{ resource: string }>(text, [resources])).rows.map(({ resource }) => resource);
  });

/** The database answers nobody while `body` runs. */
async function whileAway(body: () => Promise<void>): Promise<void> {
  const { database } = owner;
  await withClient({ ...owner, database: "postgres" }, async (client) => {
    await client.query(`alter database ${database} with allow_connections false`);
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [database]);
    try {
      await body();
    } finally {
      await client.query(`alter database ${database} with allow_connections true`);
    }
  });
}

test("an event that cannot be stored keeps no other waiting", async () => {
  const reads = openLog();
  await Promise.all(["before", "poison\0", "behind"].map((resource) => reads.note(viewOf(resource))));
  await reads.flush();
  expect(await viewed(["before", "behind"])).toEqual(["before", "behind"]);
  expect(reads.waiting()).toBe(0);
  expect(failures.splice(0)).toMatchObject([{ code: "22021" }]);
});

test("while the database is away, events wait on the disk, and come in once", async () => {
  const reads = openLog();
  const names = ["away 1", "away 2", "away 3"];
  await whileAway(async () => {
    for (const name of names) await reads.note(viewOf(name));
    await reads.flush();
    expect([reads.waiting(), reads.spilled()]).toEqual([0, 3]);
  });
  await expect.poll(() => reads.spilled()).toBe(0);
  expect(await viewed(names)).toEqual(names);
  await reads.note(viewOf("back"));
  await reads.flush();
  expect(await viewed(["back"])).toEqual(["back"]);
});

test("what a process that died left on the disk is written by the next, and what was written already is not doubled", async () => {
  const twice = viewOf("twice");
  const reads = openLog();
  await reads.note(twice);
  await reads.flush();
  await diskSpill(folder).keep([twice, viewOf("left behind")].map((event) => JSON.stringify(event)));
  openLog();
  await expect.poll(() => viewed(["left behind", "twice"])).toEqual(["left behind", "twice"]);
});

test("a strict reader is told that the read could not be logged", async () => {
  const reads = openLog(true);
  await whileAway(() => expect(reads.note(viewOf("strict"))).rejects.toThrow());
  expect(reads.waiting()).toBe(0);
  await reads.note(viewOf("strict again"));
  expect(await viewed(["strict", "strict again"])).toEqual(["strict again"]);
});
