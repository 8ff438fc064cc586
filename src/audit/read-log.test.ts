import { fork } from "node:child_process";
import { once } from "node:events";
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
import { newId } from "../identifier.ts";
import { appendEvents, eventOf } from "./append.ts";
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

test("of strict readers who wait for one batch together, each is told that it was not logged", async () => {
  const reads = openLog(true);
  await whileAway(async () => {
    const all = await Promise.allSettled(["one", "two", "three"].map((name) => reads.note(viewOf(`together ${name}`))));
    expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
  expect(reads.waiting()).toBe(0);
  const mixed = await Promise.allSettled(
    ["three", "poison\0", "four"].map((name) => reads.note(viewOf(`together ${name}`))),
  );
  expect(mixed.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await viewed(["together one", "together three", "together four"])).toEqual([
    "together four",
    "together three",
  ]);
  failures.splice(0);
});

test("what was erased before a replay stays erased", async () => {
  const erased = viewOf("erased");
  const reads = openLog();
  await reads.note(erased);
  await reads.flush();
  const values = (change: string) =>
    withClient(owner, async (client) => {
      await client.query("set role nextcrm_owner");
      return (await client.query(`${change} audit_disclosure where event_id = $1`, [erased.leaf.id])).rowCount;
    });
  expect(await values("delete from")).toBe(1);
  await diskSpill(folder).keep([erased, viewOf("behind erased")].map((event) => JSON.stringify(event)));
  openLog();
  await expect.poll(() => viewed(["behind erased"])).toEqual(["behind erased"]);
  expect(await values("select from")).toBe(0);
});

test("a replay brings back no value of somebody who was erased meanwhile, and their event all the same", async () => {
  const [gone, other] = [newId(), newId()];
  const at = (minute: number) => new Date(Date.now() - 3_600_000 + minute * 60_000);
  const byWhom = (userId: string, resource: string, minute: number) => {
    const actor = { ...acme.actor, type: "user" as const, userId, name: "Zátopek" };
    const entry = { action: "VIEW", resource, resourceId: other, name: "What they saw" } as const;
    return eventOf(actor, internalOrigin("test"), entry, at(minute));
  };
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    appendEvents(sql, [
      eventOf(
        acme.actor,
        internalOrigin("test"),
        { action: "ERASE", resource: "member", resourceId: gone, details: { erased: { values: 0, sha256: "" } } },
        at(10),
      ),
    ]),
  );
  const events = [byWhom(gone, "spilled", 5), byWhom(other, "spilled too", 5), byWhom(gone, "spilled since", 15)];
  await diskSpill(folder).keep(events.map((event) => JSON.stringify(event)));
  openLog();
  const all = ["spilled", "spilled since", "spilled too"];
  await expect.poll(() => viewed(all)).toEqual(all);
  const told = await withClient(owner, async (client) => {
    const text = `select e.resource, jsonb_array_length(e.leaf::jsonb->'digests') as digests, array_agg(d.name order by d.name) as names
      from audit_event e join audit_disclosure d on d.event_id = e.id where e.resource = any($1) group by 1, 2 order by 1`;
    return (await client.query<{ resource: string; digests: number; names: string[] }>(text, [all])).rows;
  });
  expect(told).toEqual([
    { resource: "spilled", digests: 1, names: ["record"] },
    { resource: "spilled since", digests: 2, names: ["actor", "record"] },
    { resource: "spilled too", digests: 2, names: ["actor", "record"] },
  ]);
});

test("while neither the database nor the disk takes events, reads are refused, and none is forgotten", async () => {
  const disk = diskSpill(folder);
  let full = true;
  const keep = (lines: readonly string[]) =>
    full ? Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" })) : disk.keep(lines);
  const spill = { keep, parts: disk.parts };
  const reads = readLog(db, { strict: false, failed, spill, delayMilliseconds: 5, retryMilliseconds: 20 });
  await whileAway(async () => {
    await reads.note(viewOf("full 1"));
    await expect(reads.flush()).rejects.toThrow("no space left");
    await expect(reads.note(viewOf("full refused"))).rejects.toMatchObject({ kind: "unavailable" });
    expect(reads.waiting()).toBe(1);
    full = false;
    await reads.note(viewOf("full 2"));
    await reads.flush();
    expect([reads.waiting(), reads.spilled()]).toEqual([0, 2]);
    full = true;
    await reads.note(viewOf("full 3"));
    await expect(reads.flush()).rejects.toThrow("no space left");
  });
  await reads.note(viewOf("full 4"));
  await reads.flush();
  await expect.poll(() => reads.spilled()).toBe(0);
  const all = ["full 1", "full 2", "full 3", "full 4", "full refused"];
  expect(await viewed(all)).toEqual(all.slice(0, 4));
});

/** A process that notes one read after another, and says of each when its answer would leave. */
async function killedAfter(
  reads: number,
  strict: boolean,
): Promise<{ answered: { id: string; at: number }[]; killedAt: number }> {
  const given = JSON.stringify({ connection: serve, actor: acme.actor, strict, folder });
  const child = fork(new URL("../../tests/reading-process.ts", import.meta.url), [given]);
  const answered: { id: string; at: number }[] = [];
  const enough = new Promise<void>((resolve) => {
    child.on("message", (id: string) => {
      answered.push({ id, at: performance.now() });
      if (answered.length === reads) resolve();
    });
  });
  await enough;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  const killedAt = performance.now();
  await exited;
  return { answered: answered.slice(0, reads), killedAt };
}

const committed = async (ids: readonly string[]) =>
  withClient(owner, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from audit_event where id = any($1::uuid[])", [ids]);
    return new Set(rows.map(({ id }) => id));
  });

test("a process that is killed loses no strict read that was answered", async () => {
  const { answered } = await killedAfter(50, true);
  const there = await committed(answered.map(({ id }) => id));
  expect(answered.filter(({ id }) => !there.has(id))).toEqual([]);
}, 60_000);

test("a process that is killed loses other reads of its last moment only", async () => {
  const { answered, killedAt } = await killedAfter(1_000, false);
  const there = await committed(answered.map(({ id }) => id));
  const lost = answered.filter(({ id }) => !there.has(id));
  // A tenth of a second until a batch is sent, and what a busy machine takes to commit it.
  expect(Math.max(0, ...lost.map(({ at }) => killedAt - at))).toBeLessThan(1_000);
  expect(there.size).toBeGreaterThan(0);
}, 60_000);
