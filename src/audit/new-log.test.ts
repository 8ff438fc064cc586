import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { ed25519Signer } from "../adapters/ed25519-signer.ts";
import { postgres } from "../adapters/postgres.ts";
import type { Database, Sql } from "../ports/database.ts";
import { appendEvents, eventOf } from "./append.ts";
import { noJobs } from "../../tests/no-jobs.ts";
import { newId } from "../identifier.ts";
import { describeBlocks } from "./describe-blocks.ts";
import { eraseFromLog } from "./erase.ts";
import type { Entry } from "./event.ts";
import { matchingSql, readSealed } from "./sealed-rows.ts";
import { eventsInOrder } from "./in-order.ts";
import type { LogFilter } from "./filter-sql.ts";
import { findEvents } from "./find-events.ts";
import { countLog } from "./log-counts.ts";
import { KnownTails, seal } from "./seal.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const events = 6_000;
const entry = { action: "UPDATE", resource: "contact", name: "Zephyrine" } as const;
const signer = ed25519Signer("a new log");

async function write(entries: readonly Entry[]): Promise<void> {
  const made = entries.map((entry) => eventOf(acme.actor, internalOrigin("test"), entry));
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, made));
}

beforeAll(async () => {
  await withClient(owner, async (client) => {
    for (const table of ["event", "disclosure", "leaf", "block", "volume", "count", "actor_count"])
      await client.query(`alter table audit_${table} set (autovacuum_enabled = false)`);
  });
  for (let at = 0; at < events; at += 1_000) await write(Array.from({ length: 1_000 }, () => entry));
  await seal(db, signer, new KnownTails());
  while ((await describeBlocks(db, acme.id, 256)) > 0);
  await write([entry, { action: "LOGIN", resource: "session", name: "Quillfeather" }]);
}, 60_000);

const logTables = ["audit_event", "audit_leaf", "audit_disclosure", "audit_block"];

/** How many rows of the log's tables this transaction has fetched. */
async function rowsRead(sql: Sql): Promise<Record<string, number>> {
  const text = `
    select relname as name, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read from pg_stat_xact_user_tables
    where relname = any($1::text[])`;
  const rows = await sql.query<{ name: string; read: number }>(text, [logTables]);
  return Object.fromEntries(rows.map(({ name, read }) => [name, Number(read)]));
}

/** The counters may have those of transactions before, too. */
async function readBy(sql: Sql, body: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowsRead(sql);
  await body();
  const after = await rowsRead(sql);
  return Object.fromEntries(Object.entries(after).map(([name, read]) => [name, read - (before[name] ?? 0)]));
}

const first = { events: 5, blocks: 8 };
const rare: [string, LogFilter][] = [
  ["an action", { action: "PAYMENT" }],
  ["a text", { search: "Quillfeather" }],
  ["a network", { ip: "198.51.100.0/24" }],
  ["two facts", { action: "LOGIN", resource: "contact" }],
];

test.each(rare)(
  "before the planner knows anything of a log, %s that is rare is found without reading it",
  async (_, filter) => {
    for (const one of [filter, { ...filter, startDate: "2020-01-01" }])
      for (const look of [
        (sql: Sql) => findEvents(sql, acme.id, one, { most: 51, atFirst: first }),
        (sql: Sql) => countLog(sql, acme.id, one),
      ]) {
        const read = await acme.read(({ sql }) => readBy(sql, () => look(sql)));
        expect(Object.keys(read).toSorted()).toEqual(logTables.toSorted());
        for (const [table, rows] of Object.entries(read)) expect(rows, `rows of ${table}`).toBeLessThan(events / 20);
      }
  },
);

test("before the planner knows anything of a log, what is sealed already is not read to seal the rest", async () => {
  let read: Record<string, number> = {};
  const counting: Database = {
    ...db,
    transaction: async (scope, body) => {
      const answers: Awaited<ReturnType<typeof body>>[] = [];
      await db.transaction(scope, async (sql) => {
        read = await readBy(sql, async () => answers.push(await body(sql)));
      });
      return answers[0]!;
    },
  };
  await write([entry]);
  await seal(counting, signer, new KnownTails());
  for (const table of ["audit_event", "audit_leaf"]) expect(read[table], `rows of ${table}`).toBeLessThan(events / 20);
});

const whole = (name: string) => (_: unknown[]) => name;
const looks: [string, (sql: Sql) => Promise<unknown>][] = [
  ["follow", (sql) => eventsInOrder(sql, acme.id, whole("true"), { from: events - 20 }, 10)],
  [
    "follow with a filter",
    (sql) => eventsInOrder(sql, acme.id, whole("e.action = 'LOGIN'"), { from: events - 20 }, 10),
  ],
  ["read a piece", (sql) => readSealed(sql, acme.id, [1, 2, 3])],
  [
    "export a filter's events",
    async (sql) => {
      const { text, values } = matchingSql(acme.id, {}, undefined, { ids: [], places: [5, 6, 7] });
      await sql.query(text, values);
    },
  ],
  ["ask what is due", (sql) => sql.query("select * from due_events(now() - interval '400 days', 1000)")],
];

test.each(looks)("before the planner knows anything of a log, those who %s do not read all of it", async (_, look) => {
  const read = await acme.read(({ sql }) => readBy(sql, () => look(sql)));
  for (const [table, rows] of Object.entries(read)) expect(rows, `rows of ${table}`).toBeLessThan(events / 20);
});

class Undone extends Error {}

test.each([
  ["a rare name", ["Quillfeather"]],
  ["a name that nothing has", ["zephyrine@quill.example", "Wilhelmina Oxenstierna"]],
  ["no words", []],
])("before the planner knows anything of a log, %s is erased without reading it", async (_, words) => {
  let read: Record<string, number> = {};
  const erasing = acme.write(async (work) => {
    const subject = { types: ["contact"], id: newId(), words };
    read = await readBy(work.sql, () => eraseFromLog(work, subject, { resource: "contact" }, noJobs));
    throw new Undone();
  });
  await expect(erasing).rejects.toBeInstanceOf(Undone);
  for (const [table, rows] of Object.entries(read)) expect(rows, `rows of ${table}`).toBeLessThan(events / 20);
});
