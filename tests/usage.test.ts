import { beforeAll, expect, test } from "vitest";
import type { SessionCaller } from "../src/access/caller.ts";
import { usageLog } from "../src/limits/usage-log.ts";
import { testApp } from "./app.ts";
import type { Client, TestApp } from "./app.ts";
import { movedClock } from "./moved-clock.ts";

let app: TestApp;
const keys = new Map<string, { id: string; client: Client }>();

beforeAll(async () => {
  // At half past, so that no hour and no day ends while requests are counted.
  const clock = movedClock();
  clock.moveDays((30 - clock.now().getUTCMinutes()) / (24 * 60));
  const plan = { limit: 5, windowSeconds: 3_600 };
  app = await testApp({
    environment: { LIMITS: JSON.stringify({ "plan-free": plan, "plan-pro": plan, "plan-enterprise": plan }) },
    clock,
  });
  for (const name of ["Website", "Reports"]) {
    const { body } = await app.as("ada").post("/api/organization/api-keys", { name, role: "member" });
    keys.set(name, { id: body.id, client: app.withKey(body.key) });
  }
});

test("tells who uses the quota: requests and refusals of each key, and of people in the app", async () => {
  const [website, reports] = [keys.get("Website")!, keys.get("Reports")!];
  for (let request = 0; request < 4; request++) expect((await website.client.get("/api/contacts")).status).toBe(200);
  for (const status of [200, 429, 429]) expect((await reports.client.get("/api/contacts")).status).toBe(status);
  // Asking what is left costs nothing, so that it is not counted either.
  await website.client.get("/api/rate-limit");
  const before = (await app.as("ada").get("/api/organization/usage")).body;
  // What is left is what a key is told.
  const { policies } = (await reports.client.get("/api/rate-limit")).body;
  const { remaining, resetSeconds } = policies[0];
  expect(before.plan).toEqual({ limit: 5, windowSeconds: 3_600, remaining: 0, resetSeconds: expect.any(Number) });
  expect([remaining, Math.abs(before.plan.resetSeconds - resetSeconds) <= 60]).toEqual([0, true]);
  const byName = Object.fromEntries(
    before.totals.map(({ key, ...counts }: { key: { name: string } | null }) => [key?.name ?? "app", counts]),
  );
  expect(byName).toMatchObject({ Website: { requests: 4, refused: 0 }, Reports: { requests: 3, refused: 2 } });
  expect(before.series).toEqual(
    expect.arrayContaining([
      { at: expect.stringMatching(/:00:00\.000Z$/), keyId: website.id, requests: 4, refused: 0 },
      { at: expect.stringMatching(/:00:00\.000Z$/), keyId: reports.id, requests: 3, refused: 2 },
    ]),
  );
  const after = (await app.as("ada").get("/api/organization/usage?by=day")).body;
  const ofApp = (totals: { key: null | object; requests: number }[]) =>
    totals.find(({ key }) => key === null)!.requests;
  expect(ofApp(after.totals) - ofApp(before.totals)).toBe(1);
  expect(after.series.find(({ keyId }: { keyId: string | null }) => keyId === website.id).at).toMatch(
    /T00:00:00\.000Z$/,
  );
});

test("a revoked key keeps its name; another organization sees nothing of it; members may not look", async () => {
  await app.as("ada").delete(`/api/organization/api-keys/${keys.get("Website")!.id}`);
  const { totals } = (await app.as("ada").get("/api/organization/usage")).body;
  expect(totals.find(({ key }: { key: { name: string } | null }) => key?.name === "Website").key.revoked).toBe(true);
  const foreign = (await app.as("mallory").get("/api/organization/usage")).body;
  expect(foreign.totals.filter(({ key }: { key: object | null }) => key !== null)).toEqual([]);
  expect((await app.as("mia").get("/api/organization/usage")).status).toBe(403);
});

test.each([
  ["from=yesterday", "from"],
  ["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"],
  ["from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from"],
  ["by=minute", "by"],
  ["from=0000-01-01T00:00:00Z&to=0000-01-02T00:00:00Z", "from"],
  ["to=0000-01-01T00:00:00Z", "to"],
  ["to=9999-12-31T23:59:59-14:00", "to"],
])("%s is refused by its name", async (query, field) => {
  const answer = await app.as("ada").get(`/api/organization/usage?${query}`);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].field).toBe(field);
});

test("what several processes count at once adds up", async () => {
  const [hour, organizationId] = ["2026-01-01T00:00:00Z", app.organizationId];
  const one = {
    caller: { type: "user", membership: { organizationId } } as SessionCaller,
    clock: { now: () => new Date(hour) },
    failed: (error: unknown) => expect(error).toBeUndefined(),
  };
  const logs = Array.from({ length: 4 }, () => usageLog(app.db, one));
  for (let round = 0; round < 10; round++) {
    for (const log of logs) log.note(one.caller, round % 2 === 0);
    await Promise.all(logs.map((log) => log.flush()));
  }
  for (const log of logs) log.stop();
  const { body } = await app.as("ada").get(`/api/organization/usage?from=${hour}&to=2026-01-01T01:00:00Z`);
  expect(body.series).toEqual([{ at: "2026-01-01T00:00:00.000Z", keyId: null, requests: 40, refused: 20 }]);
});

test("many who look at once leave connections for everybody, themselves included", async () => {
  // Each asks while others add to what is to be written first.
  const asked = Array.from({ length: 30 }, () => [
    app.as("ada").get("/api/organization/usage"),
    app.as("ada").get("/api/nothing-here"),
  ]).flat();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect([...new Set(statuses)].toSorted((one, other) => one - other)).toEqual([200, 404]);
});
