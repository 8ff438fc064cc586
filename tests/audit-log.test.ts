import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
let accountId: string;

beforeAll(async () => {
  app = await testApp();
  const created = await app.as("mia").post("/api/accounts", { name: "=Wayne" }, { "user-agent": "Batcomputer/1" });
  accountId = created.body.id;
  await app.as("mia").patch(`/api/accounts/${accountId}`, { name: "Wayne Ltd" });
  await app.as("mia").get(`/api/accounts/${accountId}`);
  await app.as("mia").delete(`/api/accounts/${accountId}`);
  await app.nobody.post("/api/auth/sign-in/email", { email: "mia@example.test", password: "wrong password" });
}, 30_000);

const logs = (query: string) => app.as("alan").get(`/api/organization/audit-logs?${query}`);

test("every act on a record is there, with who, what changed and from where", async () => {
  await expect.poll(async () => (await logs(`resourceId=${accountId}`)).body.logs.length).toBe(4);
  const { body } = await logs(`resourceId=${accountId}`);
  expect(body.logs.map(({ action }: { action: string }) => action).toSorted()).toEqual([
    "CREATE",
    "DELETE",
    "UPDATE",
    "VIEW",
  ]);
  const update = body.logs.find(({ action }: { action: string }) => action === "UPDATE");
  expect(update).toMatchObject({
    resource: "account",
    resourceName: "Wayne Ltd",
    outcome: "success",
    ipAddress: "127.0.0.1",
    user: { id: app.userId("mia"), name: "Mia", email: "mia@example.test" },
    changes: { name: { from: "=Wayne", to: "Wayne Ltd" } },
  });
  const create = body.logs.find(({ action }: { action: string }) => action === "CREATE");
  expect(create.userAgent).toBe("Batcomputer/1");
  expect(create.context).toMatchObject({ method: "POST", route: "POST /api/accounts", requestId: expect.any(String) });
});

test("what was only looked at can be left out", async () => {
  const actions = async (query: string) =>
    (await logs(`resourceId=${accountId}&${query}`)).body.logs.map(({ action }: { action: string }) => action);
  expect((await actions("excludeReads=1")).toSorted()).toEqual(["CREATE", "DELETE", "UPDATE"]);
  expect(await actions("excludeReads=0")).toContain("VIEW");
  expect(await actions("excludeReads=1&action=VIEW")).toEqual([]);
});

test.each(["9999-12-31", "9999-12-31T23:59:59-14:00", "0000-01-01"])(
  "a time to or from %s is one like others",
  async (at) => {
    const [isEarly, all] = [at.startsWith("0"), 4];
    expect((await logs(`resourceId=${accountId}&endDate=${at}`)).body.logs).toHaveLength(isEarly ? 0 : all);
    expect((await logs(`resourceId=${accountId}&startDate=${at}`)).body.logs).toHaveLength(isEarly ? all : 0);
    for (const query of [`endDate=${at}`, `startDate=${at}&page=1`, `endDate=${at}&page=1`])
      expect((await logs(query)).status, query).toBe(200);
  },
);

test("a failed sign-in is in the log of the person's organization", async () => {
  const { body } = await logs("action=LOGIN&outcome=failure");
  expect(body.logs).toHaveLength(1);
  expect(body.logs[0]).toMatchObject({ user: { id: app.userId("mia") }, ipAddress: "127.0.0.1" });
});

test("filters combine, pages count exactly, cursors walk through", async () => {
  const both = await logs(
    `resourceId=${accountId}&action=UPDATE&userId=${app.userId("mia")}&ip=127.0.0.0/8&search=Wayne`,
  );
  expect(both.body.pagination).toMatchObject({ page: 1, totalCount: 1, totalPages: 1, hasNext: false, hasPrev: false });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { body: { logs: { id: string }[]; nextCursor: string | null } } = await logs(
      `limit=2&endDate=2999-01-01&resource=account${cursor ? `&cursor=${cursor}` : ""}`,
    );
    seen.push(...page.body.logs.map(({ id }) => id));
    cursor = page.body.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const [query, field] of [
    ["page=0", "page"],
    ["ip=somewhere", "ip"],
    ["startDate=yesterday", "startDate"],
    ["action=NOPE", "action"],
    ["cursor=x", "cursor"],
  ] as const) {
    expect((await logs(query)).body.errors[0].field).toBe(field);
  }
});

test("an export streams everything that matches, harmless in a spreadsheet, and is an event itself", async () => {
  const csv = await logs("export=csv&resource=account&action=CREATE");
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-log-\d{4}-\d\d-\d\d\.csv"/);
  const lines = csv.text.trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(",'=Wayne,");
  const json = await logs("export=json&resource=account");
  expect(JSON.parse(json.text).logs.length).toBeGreaterThanOrEqual(4);
  await expect.poll(async () => (await logs("action=EXPORT&resource=audit_log")).body.logs.length).toBe(2);
});

test("reading the whole log to verify it is recorded as that, in sight, with how much was read", async () => {
  const read = await logs("export=jsonl&purpose=verify");
  const { events } = JSON.parse(read.text.trim().split("\n").at(-1)!);
  const told = async () => (await logs("excludeReads=1&action=VERIFY")).body.logs;
  await expect.poll(told).toHaveLength(1);
  expect((await told())[0]).toMatchObject({
    class: "data_access",
    resource: "audit_log",
    outcome: "success",
    user: { id: app.userId("alan") },
    context: { format: "jsonl" },
  });
  const said = (await told())[0].context.events;
  expect(said).toBeGreaterThan(0);
  expect(said).toBeLessThanOrEqual(events);
});

test.each(["export=csv", "export=json", "export=jsonl&format=ocsf", "limit=5", "export=jsonl&resource=account"])(
  "nothing but the whole log is read to verify it: %s",
  async (query) => {
    const { status, body } = await logs(`${query}&purpose=verify`);
    expect([status, body.errors[0].field]).toEqual([400, "purpose"]);
  },
);

test("statistics count by action, resource, user, outcome and day", async () => {
  const { status, body } = await app.as("ada").post("/api/organization/audit-logs", { startDate: "2020-01-01" });
  expect(status).toBe(200);
  const sum = (counts: { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
  for (const counts of [body.actionCounts, body.resourceCounts, body.outcomeCounts, body.dayCounts])
    expect(sum(counts)).toBe(body.totalLogs);
  expect(body.topUsers[0].user).toMatchObject({ id: expect.any(String), name: expect.any(String) });
});

test("a denial is an event, and Mallory sees none of this", async () => {
  expect((await app.as("victor").post("/api/accounts", { name: "X" })).status).toBe(403);
  await expect.poll(async () => (await logs("action=DENIED&outcome=denied")).body.logs.length).toBe(1);
  const made = await app.as("ada").post("/api/accounts", { name: "Wanted" });
  expect((await app.as("mia").delete(`/api/accounts/${made.body.id}?permanent=true`)).status).toBe(403);
  const denials = `action=DENIED&resource=account&resourceId=${made.body.id}`;
  await expect
    .poll(async () => (await logs(denials)).body.logs)
    .toMatchObject([{ outcome: "denied", reason: "records.purge" }]);
  const theirs = await app.as("mallory").get(`/api/organization/audit-logs?resourceId=${accountId}`);
  expect(theirs.body.logs).toEqual([]);
});
