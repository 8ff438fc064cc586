import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { operatorLog } from "../src/audit/append.ts";
import { verifyStoredLog } from "../src/audit/verify.ts";
import type { Database } from "../src/ports/database.ts";
import { eraseAccount } from "../src/user-erasure.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
let db: Database;
beforeAll(async () => {
  app = await testApp();
  db = postgres({ ...app.database.serve, max: 2 });
});
afterAll(() => db.close());

const asOwner = <Row>(text: string, values: unknown[] = []) =>
  withClient(app.database.owner, async (client) => {
    await client.query("set role nextcrm_owner");
    return (await client.query(text, values)).rows as Row[];
  });

/** What the operator's log discloses. */
const told = async () => {
  const rows = await asOwner<{ disclosure: string }>(
    "select disclosure from audit_disclosure where organization_id = $1",
    [operatorLog],
  );
  return rows.map(({ disclosure }) => disclosure).join("\n");
};
const accounts = (email: string) => asOwner(`select from auth."user" where email = $1`, [email]);
const sound = async () => {
  await expect.poll(async () => (await verifyStoredLog(db, operatorLog)).waiting).toBe(0);
  return (await verifyStoredLog(db, operatorLog)).finding;
};

const signUp = (name: string, email: string) =>
  app.nobody.post("/api/auth/sign-up/email", { name, email, password: "a long enough password" });
const signIn = (email: string) => app.nobody.post("/api/auth/sign-in/email", { email, password: "none of theirs" });

test("somebody who is in no organization goes, and the operator's log forgets them and stays sound", async () => {
  await signUp("Wilhelmina Oxenstierna", "wilhelmina@example.test");
  await signIn("wilhelmina@example.test");
  await expect.poll(told).toContain("Wilhelmina Oxenstierna");
  const { account, values } = await eraseAccount(db, "wilhelmina@example.test");
  expect(account).toBe(true);
  expect(values).toBeGreaterThan(0);
  expect(await told()).not.toMatch(/wilhelmina|oxenstierna/i);
  expect(await told()).toContain("olga@example.test");
  expect(await accounts("wilhelmina@example.test")).toEqual([]);
  expect(await sound()).toBeNull();
  const erasings = await asOwner<{ leaf: string }>(
    "select leaf from audit_event where organization_id = $1 and action = 'ERASE'",
    [operatorLog],
  );
  expect(erasings.map(({ leaf }) => JSON.parse(leaf))).toEqual([
    expect.objectContaining({
      resource: "user",
      context: expect.objectContaining({ erased: expect.objectContaining({ values }) }),
    }),
  ]);
});

test("an address without an account is forgotten, too; once more changes nothing", async () => {
  await signIn("stranger@example.test");
  await expect.poll(told).toContain("stranger@example.test");
  expect(await eraseAccount(db, "stranger@example.test")).toMatchObject({ account: false, values: 1 });
  expect(await told()).not.toContain("stranger@");
  expect(await eraseAccount(db, "stranger@example.test")).toEqual({ account: false, values: 0 });
});

test("members and operators stay, and so does what the log tells of them", async () => {
  await signIn("olga@example.test");
  const before = await told();
  await expect(eraseAccount(db, "mia@example.test")).rejects.toThrow(/still in Acme/);
  await expect(eraseAccount(db, "olga@example.test")).rejects.toThrow(/is an operator/);
  expect(await told()).toBe(before);
  expect(await accounts("mia@example.test")).toHaveLength(1);
});
