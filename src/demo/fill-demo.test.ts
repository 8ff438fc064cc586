import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { operatorLog } from "../audit/append.ts";
import { fillDemo } from "./fill-demo.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
afterAll(() => db.close());
const files = new Map<string, number>();
const storage = {
  write: async (key: string, bytes: AsyncIterable<Uint8Array>) => {
    const size = Buffer.concat(await Array.fromAsync(bytes)).length;
    files.set(key, size);
    return { size, sha256: "" };
  },
  read: async () => null,
  remove: async () => undefined,
  list: async function* () {},
};
const now = new Date("2026-03-18T15:00:00Z");
const parts = {
  db,
  storage,
  clock: { now: () => now, monotonicMicros: () => 0 },
  people: { hashPassword: async () => "hash" },
  secret: "a secret of tests",
};
const query = <Row>(text: string) => withClient(owner, async (client) => (await client.query(text)).rows as Row[]);

test("fills an organization once, with a year of events", { timeout: 60_000 }, async () => {
  const started = performance.now();
  const told = await fillDemo(parts);
  expect(performance.now() - started).toBeLessThan(40_000);
  expect(told).toMatch(/was added\. Everybody's password is demo-\w{4}-\w{4}-\w{4} unless/);
  expect(await query(`select name, plan, default_currency from organization`)).toEqual([
    { name: "Larkfield Instruments", plan: "ENTERPRISE", default_currency: "EUR" },
  ]);
  const [log] = await query<Record<string, unknown>>(
    `select count(*)::int as events, count(distinct occurred_at::date)::int as days, count(distinct actor_id)::int as people,
       bool_and(occurred_at < '2026-03-18') as past from audit_event where organization_id <> '${operatorLog}'`,
  );
  expect(log).toMatchObject({ people: 9, past: true });
  expect(log!.events).toBeGreaterThan(20_000);
  expect(log!.days).toBeGreaterThan(240);
  expect(await query(`select id from audit_event order by id`)).toEqual(
    await query(`select id from audit_event order by occurred_at, id`),
  );
  expect(files.size).toBe(120);
  expect(
    await query(
      `select count(*)::int as count from document_version v join document d using (organization_id) where v.document_id = d.id and v.sha256 = d.sha256 and v.size = d.size`,
    ),
  ).toEqual([{ count: 120 }]);

  const again = await fillDemo(parts);
  expect(again).toBe(told.replace("was added", "is there already"));
  expect(await query("select count(*)::int as count from account")).toEqual([{ count: 600 }]);
});
