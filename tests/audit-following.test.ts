import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await testApp();
  for (const name of ["One", "Two", "Three"]) await app.as("mia").post("/api/accounts", { name });
}, 30_000);

const logs = (query: string) => app.as("alan").get(`/api/organization/audit-logs?${query}`);

interface Sealed {
  id: string;
  sequence: number;
  action: string;
}

/** Everything that a program sees that polls until it has caught up. */
async function follow(query = ""): Promise<Sealed[]> {
  const seen: Sealed[] = [];
  for (let afterSequence = -1; ;) {
    const { status, body } = await logs(`afterSequence=${afterSequence}&limit=3${query}`);
    expect(status).toBe(200);
    expect(body.nextSequence).toBe(body.afterSequence + 1);
    seen.push(...body.logs);
    afterSequence = body.afterSequence;
    if (body.nextSequence >= body.size) return seen;
  }
}

test("who follows the log gets every sealed event once, in the order of the log", async () => {
  await expect
    .poll(async () => (await follow("&resource=account&action=CREATE")).map(({ action }) => action))
    .toEqual(["CREATE", "CREATE", "CREATE"]);
  const all = await follow("&excludeReads=1");
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map(({ sequence }) => sequence).toSorted((a, b) => a - b));
  const [whole, log] = [await follow(), await logs("limit=100")];
  expect(whole.map(({ sequence }) => sequence)).toEqual(whole.map((_, place) => place));
  const known = new Set(whole.map(({ id }) => id));
  expect(log.body.logs.filter(({ id, action }: Sealed) => action !== "VIEW" && !known.has(id))).toEqual([]);
});

test("the end of the log is an empty answer from which one goes on", async () => {
  const { body } = await logs(`afterSequence=${Number.MAX_SAFE_INTEGER - 1}`);
  expect(body).toMatchObject({ logs: [], nextSequence: Number.MAX_SAFE_INTEGER, gap: null });
});

test("a page, an answer to who follows and a file come in OCSF too", async () => {
  const page = await logs("format=ocsf&resource=account&action=CREATE");
  expect(page.body.logs).toBeUndefined();
  expect(page.body.pagination.totalCount).toBe(3);
  expect(page.body.events[0]).toMatchObject({ type_uid: 600_301, metadata: { tenant_uid: app.organizationId } });
  const followed = await logs("format=ocsf&afterSequence=-1&resource=account&action=CREATE");
  expect(followed.body.events.map((event: { message: string }) => event.message)).toEqual([
    "Create: account One",
    "Create: account Two",
    "Create: account Three",
  ]);
  const file = await logs("format=ocsf&export=jsonl&resource=account&action=CREATE");
  expect(file.headers.get("content-disposition")).toMatch(/\.ocsf\.jsonl"/);
  const lines = file.text.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).class_uid)).toEqual([6003, 6003, 6003]);
  await expect
    .poll(async () => (await logs("action=EXPORT&resource=audit_log")).body.logs[0]?.context)
    .toMatchObject({ format: "ocsf" });
});

test.each([
  ["afterSequence=-2", "afterSequence"],
  ["afterSequence=x", "afterSequence"],
  ["afterSequence=1&page=2", "page"],
  ["afterSequence=1&cursor=019b0000-0000-7000-8000-000000000001", "cursor"],
  ["afterSequence=1&export=jsonl", "export"],
  ["format=ocsf&export=csv", "format"],
  ["format=cef", "format"],
])("%s is refused by the name of %s", async (query, field) => {
  const answer = await logs(query);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].field).toBe(field);
});
