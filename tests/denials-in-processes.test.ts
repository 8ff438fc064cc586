import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { mostKinds } from "../src/audit/denial-log.ts";
import type { Leaf } from "../src/audit/leaf.ts";
import { newId } from "../src/identifier.ts";
import { freshDatabase } from "./database.ts";
import { testOrganization } from "./organization.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const processes = 2;

/** Refuses this person in two processes at once, and answers what the log then has of it. */
async function denied(records: number, times: number): Promise<Leaf[]> {
  const actor = await acme.member(`Victor ${records}`, "viewer");
  const given = { connection: serve, actor, records: Array.from({ length: records }, () => newId()), times };
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, "denying-process.ts"), [JSON.stringify(given)]),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const ends = children.map(async (child) => {
    const end = once(child, "exit");
    child.send("begin");
    return (await end)[0] as number | null;
  });
  expect(await Promise.all(ends)).toEqual([0, 0]);
  const events = await withClient(owner, async (client) => {
    const text = "select leaf from audit_event where organization_id = $1 and action = 'DENIED' and actor_id = $2";
    return (await client.query<{ leaf: string }>(text, [acme.id, actor.userId])).rows;
  });
  return events.map(({ leaf }) => JSON.parse(leaf) as Leaf);
}

/** An event without a count tells of one. */
const sum = (events: readonly Leaf[]) =>
  events.reduce((total, { context }) => total + ((context["repeated"] as number | undefined) ?? 1), 0);

test("two processes fold each its own refusals, and none is lost or told twice", { timeout: 60_000 }, async () => {
  const [records, times] = [3, 400];
  const events = await denied(records, times);
  expect(sum(events)).toBe(processes * records * times);
  expect(events).toHaveLength(processes * records * 2);
  expect(new Set(events.map(({ resourceId }) => resourceId)).size).toBe(records);
});

test(
  "whoever varies what they ask of two processes is told of up to a bound of each",
  { timeout: 60_000 },
  async () => {
    const records = mostKinds.caller * 5;
    const events = await denied(records, 2);
    expect(sum(events)).toBe(processes * records * 2);
    // At once and with a count for each kind, and one for all others.
    expect(events.length).toBeLessThanOrEqual(processes * (mostKinds.caller * 2 + 1));
  },
);
