import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { postgres } from "../adapters/postgres.ts";
import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { followLog } from "./follow-log.ts";
import { lookInLog } from "./look-in-log.ts";
import { proofEndpoints } from "./proof-endpoints.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 5 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");

/** Looks until it is let go. */
function look({ actor }: TestOrganization) {
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done = lookInLog(db, actor, internalOrigin("test"), "read-only", async ({ sql }) => {
    begun.resolve();
    await over.promise;
    return sql.query("show statement_timeout");
  });
  return { begun: begun.promise, end: over.resolve, done };
}

test("three of one organization look at once; more wait without a connection, and others look", async () => {
  const looks = Array.from({ length: 8 }, () => look(acme));
  await Promise.all(looks.slice(0, 3).map(({ begun }) => begun));
  const other = look(globex);
  await other.begun;
  let isFourth = false;
  void looks[3]!.begun.then(() => (isFourth = true));
  // One connection of the five is left.
  expect(await acme.read((work) => work.sql.query("select 1 as one"))).toEqual([{ one: 1 }]);
  expect(isFourth).toBe(false);
  for (const { end } of [...looks, other]) end();
  const limits = await Promise.all([...looks, other].map(({ done }) => done));
  expect(limits).toEqual(limits.map(() => [{ statement_timeout: "30s" }]));
});

const context = { actor: () => acme.actor, origin: internalOrigin("test") } as unknown as Context;
const services = { db } as Services;
const unsealed = proofEndpoints.find(({ route }) => route.endsWith("/unsealed"))!;
const others: [string, () => Promise<unknown>][] = [
  ["follow it", () => followLog({ afterSequence: -1, limit: 10, filter: {} }, context, services)],
  ["ask what waits to be sealed", async () => unsealed.handle({} as never, context as never, services)],
];

test.each(others)("those who %s wait for their turn, too", async (_, ask) => {
  const looks = Array.from({ length: 3 }, () => look(acme));
  await Promise.all(looks.map(({ begun }) => begun));
  let isAnswered = false;
  const asked = ask().finally(() => (isAnswered = true));
  // Longer than the answer takes where nobody waits.
  for (let turn = 0; turn < 20; turn += 1) await acme.read((work) => work.sql.query("select 1 as one"));
  const wasAnswered = isAnswered;
  for (const { end } of looks) end();
  await Promise.all([asked, ...looks.map(({ done }) => done)]);
  expect(wasAnswered).toBe(false);
});
