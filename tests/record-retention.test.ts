import { beforeAll, expect, test } from "vitest";
import { conditionsOfTypes } from "../src/privacy/retention/conditions.ts";
import { retainRecords } from "../src/privacy/retention/run.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner, made, record } from "./event-cases/fixtures.ts";
import { movedClock } from "./moved-clock.ts";

/** How long records are kept, from the choice to the night in which they go. */

const clock = movedClock();
let app: TestApp;
const path = "/api/organization/record-retention";

beforeAll(async () => {
  app = await testApp({ clock });
}, 60_000);

const choose = (choice: object) => app.as("ada").put(path, { basis: "unchanged", act: "trash", ...choice });
const run = () => retainRecords({ db: app.db, clock, batch: 2 });
const isThere = async (plural: string, id: string) => (await app.as("ada").get(`/api/${plural}/${id}`)).status === 200;
const preview = async (query: string) => made(app.as("ada").get(`${path}/preview?${query}`));

/** As if it had not been touched for so many days. */
async function aged(type: string, days: number, body: object = {}): Promise<string> {
  const id = await record(app, type, body);
  const text = `update ${type} set updated_at = now() - make_interval(days => $2) where id = $1`;
  await asOwner(app, text, [id, days]);
  return id;
}

const eventsOf = async (resource: string, action: string) =>
  (await app.as("ada").get(`/api/organization/audit-logs?resource=${resource}&action=${action}&limit=100`)).body.logs;

test("what each type offers follows from its declaration", () => {
  const statuses = (name: string) =>
    conditionsOfTypes.find(({ recordType }) => recordType === name)!.statuses.map(({ value }) => value);
  expect(statuses("lead")).toContain("lost");
  expect(statuses("task")).toContain("completed");
  expect(statuses("activity")).toEqual([]);
  expect(conditionsOfTypes).toHaveLength(10);
});

test("owners choose, and nobody else; what has no meaning is told by its field", async () => {
  const lost = { recordType: "lead", days: 730, statuses: ["lost"] };
  for (const person of ["alan", "mia", "victor"] as const)
    expect((await app.as(person).put(path, { basis: "unchanged", act: "trash", ...lost })).status).toBe(403);
  const refused = async (choice: object) =>
    (await choose(choice)).body.errors?.map(({ field }: { field: string }) => field);
  expect(await refused({ ...lost, statuses: ["nonsense"] })).toEqual(["statuses"]);
  expect(await refused({ recordType: "activity", days: 9, statuses: ["lost"] })).toEqual(["statuses"]);
  expect(await refused({ recordType: "lead", basis: "trashed", days: 30 })).toEqual(["act"]);
  expect(await refused({ recordType: "lead", days: 0 })).toEqual(["days"]);
  expect(await refused({ recordType: "nothing", days: 9 })).toEqual(["recordType"]);
  for (const wrong of [
    "recordType=lead&basis=unchanged&statuses=nonsense",
    "recordType=lead&basis=trashed&statuses=lost",
  ]) {
    const answer = await app.as("ada").get(`${path}/preview?days=9&${wrong}`);
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, "statuses"]);
  }
  expect((await app.as("ada").delete(`${path}?recordType=lead&basis=trashed`)).status).toBe(404);
});

test("lost leads of two years go to the trash, a week after it was chosen and by the preview's count", async () => {
  const old = await Promise.all([1, 2, 3].map(() => aged("lead", 800, { status: "lost" })));
  const young = await aged("lead", 700, { status: "lost" });
  const won = await aged("lead", 800, { status: "qualified" });
  const held = await aged("lead", 800, { status: "lost", lastName: "Held" });
  const hold = { name: "H", reason: "R", scope: "record", recordType: "lead", recordId: held };
  const { id: holdId } = await made(app.as("ada").post("/api/organization/legal-holds", hold));
  const theirs = (await made(app.as("mallory").post("/api/leads", { lastName: "Theirs", status: "lost" }))).id;
  await asOwner(app, "update lead set updated_at = now() - interval '900 days' where id = $1", [theirs]);

  const told = await preview("recordType=lead&basis=unchanged&days=730&statuses=lost");
  expect(told).toMatchObject({ count: 3, held: 1 });
  expect(told.first.map(({ id }: { id: string }) => id).toSorted()).toEqual(old.toSorted());

  const policy = await made(choose({ recordType: "lead", days: 730, statuses: ["lost"] }));
  expect(Date.parse(policy.firstRunAt) - clock.now().getTime()).toBeGreaterThan(6.9 * 86_400_000);
  await run();
  expect(await Promise.all(old.map((id) => isThere("leads", id)))).toEqual([true, true, true]);
  // The same once more is no change, and begins no notice.
  expect((await made(choose({ recordType: "lead", days: 730, statuses: ["lost"] }))).firstRunAt).toBe(
    policy.firstRunAt,
  );

  clock.moveDays(8);
  await run();
  expect(await Promise.all(old.map((id) => isThere("leads", id)))).toEqual([false, false, false]);
  for (const id of [young, won, held]) expect(await isThere("leads", id)).toBe(true);
  expect((await app.as("mallory").get(`/api/leads/${theirs}`)).status).toBe(200);
  expect((await app.as("ada").get(`/api/leads/${old[0]}?trash=include`)).body.deletedAt).toMatch(/^\d{4}-/);
  const { policies } = await made(app.as("ada").get(path));
  expect(policies).toMatchObject([{ recordType: "lead", running: false, lastRun: { removed: 3, kept: 0 } }]);
  const deleted = await eventsOf("lead", "DELETE");
  expect(deleted.map(({ resourceId }: { resourceId: string }) => resourceId).toSorted()).toEqual(old.toSorted());
  expect(deleted[0].actor.type).toBe("system");
  const [summary, ...others] = await eventsOf("record_retention", "PRUNE");
  expect(others).toEqual([]);
  expect(summary.context).toMatchObject({ recordType: "lead", days: 730, statuses: ["lost"], removed: 3, kept: 0 });
  await made(app.as("ada").post(`/api/organization/legal-holds/${holdId}/release`, { reason: "R" }));
  expect((await app.as("ada").delete(`${path}?recordType=lead&basis=unchanged`)).status).toBe(204);
  await run();
  expect(await isThere("leads", held)).toBe(true);
});

test("a paused policy rests, and going on gives a week's notice anew; so does taking more", async () => {
  const id = await aged("task", 400, { status: "completed" });
  const closed = { recordType: "task", days: 365, statuses: ["completed", "cancelled"] };
  await made(choose(closed));
  clock.moveDays(8);
  const paused = await made(choose({ ...closed, paused: true }));
  expect(Date.parse(paused.firstRunAt)).toBeLessThan(clock.now().getTime());
  await run();
  expect(await isThere("tasks", id)).toBe(true);
  expect(Date.parse((await made(choose(closed))).firstRunAt)).toBeGreaterThan(clock.now().getTime());
  await run();
  expect(await isThere("tasks", id)).toBe(true);
  clock.moveDays(8);
  expect(Date.parse((await made(choose({ ...closed, days: 30 }))).firstRunAt)).toBeGreaterThan(clock.now().getTime());
  await run();
  expect(await isThere("tasks", id)).toBe(true);
  clock.moveDays(8);
  await run();
  expect(await isThere("tasks", id)).toBe(false);
});

test("the trash is emptied for good, and what plans count goes with it", async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => record(app, "activity")));
  for (const id of ids) await made(app.as("ada").delete(`/api/activities/${id}`));
  const used = async () => {
    const { quotas } = (await app.as("ada").get("/api/organization/plan")).body;
    return quotas.find(({ name }: { name: string }) => name === "records").used;
  };
  const before = await used();
  await made(choose({ recordType: "activity", basis: "trashed", days: 30, act: "purge" }));
  clock.moveDays(31);
  expect(await preview("recordType=activity&basis=trashed&days=30")).toMatchObject({ count: 5, held: 0 });
  await run();
  for (const id of ids) expect((await app.as("ada").get(`/api/activities/${id}?trash=include`)).status).toBe(404);
  expect(before - (await used())).toBe(5);
});

/** Runs the policy of a type alone; something happens once the first two are removed, and a process can be told to end. */
async function runHalfway(recordType: string, meanwhile: (stop: AbortController) => unknown): Promise<void> {
  const stop = new AbortController();
  let transactions = 0;
  const db: typeof app.db = {
    ...app.db,
    transaction: async (scope, body, closing) => {
      const result = await app.db.transaction(scope, body, closing);
      if (!scope.readOnly && (transactions += 1) === 1) await meanwhile(stop);
      return result;
    },
  };
  await asOwner(app, "update record_retention set paused = record_type <> $1", [recordType]);
  await retainRecords({ db, clock, batch: 2 }, stop.signal).catch((error: unknown) => {
    if (error !== stop.signal.reason) throw error;
  });
  await asOwner(app, "update record_retention set paused = false");
}

test("a run that is interrupted is gone on with, and told of as one", async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => aged("project", 3_000)));
  await made(choose({ recordType: "project", days: 2_000, act: "purge" }));
  clock.moveDays(8);
  await runHalfway("project", (stop) => stop.abort());
  const left = async () => (await Promise.all(ids.map((id) => isThere("projects", id)))).filter(Boolean).length;
  expect(await left()).toBe(3);
  const policy = async () =>
    (await made(app.as("ada").get(path))).policies.find(
      ({ recordType }: { recordType: string }) => recordType === "project",
    );
  expect(await policy()).toMatchObject({ running: true, lastRun: null });
  await run();
  expect(await left()).toBe(0);
  expect(await policy()).toMatchObject({ running: false, lastRun: { removed: 5, kept: 0 } });
});

test("a rule that is changed or paused in the middle of its run runs no more, and says what went until then", async () => {
  await Promise.all([1, 2, 3, 4, 5].map(() => aged("contract", 3_000)));
  const old = { recordType: "contract", days: 2_000 };
  await made(choose(old));
  clock.moveDays(8);
  await runHalfway("contract", (stop) => stop.abort());
  const changed = await made(choose({ ...old, paused: true }));
  expect(changed).toMatchObject({ running: false, lastRun: { removed: 2, kept: 0 } });
  await made(choose(old));
  clock.moveDays(8);
  await run();
  const { policies } = await made(app.as("ada").get(path));
  const policy = policies.find(({ recordType }: { recordType: string }) => recordType === "contract");
  expect(policy).toMatchObject({ running: false, lastRun: { removed: 3, kept: 0 } });
});

test("in an organization that is suspended in the middle of its night nothing goes any more", async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => aged("document", 3_000)));
  await made(choose({ recordType: "document", days: 2_000 }));
  clock.moveDays(8);
  const become = (status: string) => asOwner(app, "update organization set status = $1", [status]);
  await runHalfway("document", () => become("suspended"));
  await become("active");
  const left = (await Promise.all(ids.map((id) => isThere("documents", id)))).filter(Boolean);
  expect(left).toHaveLength(3);
});

test("what others refer to stays and is counted; the rest of the batch goes", async () => {
  const account = await aged("account", 5_000);
  const alone = await aged("account", 5_000);
  await record(app, "opportunity", { accountId: account });
  await made(choose({ recordType: "account", days: 4_000 }));
  clock.moveDays(8);
  await run();
  expect([await isThere("accounts", account), await isThere("accounts", alone)]).toEqual([true, false]);
  const { policies } = await made(app.as("ada").get(path));
  const policy = policies.find(({ recordType }: { recordType: string }) => recordType === "account");
  expect(policy.lastRun).toMatchObject({ removed: 1, kept: 1 });
  // A whole batch that stays is no end.
  const kept = await Promise.all([1, 2, 3].map(() => aged("account", 5_000)));
  for (const accountId of kept) await record(app, "opportunity", { accountId });
  const last = await aged("account", 5_000);
  await run();
  expect(await isThere("accounts", last)).toBe(false);
  for (const id of kept) expect(await isThere("accounts", id)).toBe(true);
});

test("talking to somebody counts as dealing with them; an issued invoice stays", async () => {
  const contact = await aged("contact", 3_000);
  const silent = await aged("contact", 3_000);
  await record(app, "activity", { links: [{ type: "contact", id: contact }] });
  const told = await preview("recordType=contact&basis=unchanged&days=2000");
  expect(told.first.map(({ id }: { id: string }) => id)).toEqual([silent]);
  const draft = await aged("invoice", 3_000);
  const issued = await aged("invoice", 3_000);
  await asOwner(app, "update invoice set number = $2 where id = $1", [issued, 4711]);
  const invoices = await preview("recordType=invoice&basis=unchanged&days=2000");
  expect(invoices.first.map(({ id }: { id: string }) => id)).toEqual([draft]);
});
