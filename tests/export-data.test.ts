import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { policyNames } from "../src/limits/policies.ts";
import { cookieOf, password, testApp } from "./app.ts";
import type { Client, TestApp } from "./app.ts";

/** The complete export as its owners meet it: over HTTP, with the limit of one an hour. */

let app: TestApp;
const path = "/api/organization/export-data";

beforeAll(async () => {
  const generous = policyNames
    .filter((name) => name !== "export")
    .map((name) => [name, { limit: 1_000_000, windowSeconds: 3600 }]);
  app = await testApp({ environment: { LIMITS: JSON.stringify(Object.fromEntries(generous)) } });
}, 60_000);

const asOwner = (text: string, values: unknown[] = []) =>
  withClient(app.database.owner, async (client) => (await client.query(text, values)).rows);

async function ended(client: Client, id: string) {
  let body: { status: string } | undefined;
  await expect
    .poll(async () => (body = (await client.get(`${path}/${id}`)).body).status, { timeout: 60_000 })
    .not.toMatch(/queued|running/);
  return body as unknown as Record<string, unknown> & { status: string };
}

test("who may not, or sends nonsense, spends nothing of the organization's one export an hour", async () => {
  for (const person of ["alan", "mia", "victor"] as const)
    expect((await app.as(person).post(path)).status, person).toBe(403);
  expect((await app.nobody.post(path)).status).toBe(401);
  const wrong = await app.as("ada").post(path, { format: "exe" });
  expect(wrong.status).toBe(400);
  expect(wrong.body.errors).toMatchObject([{ field: "format" }]);
  expect((await app.as("ada").post(path, { files: "yes", other: 1 })).status).toBe(400);
});

let first = "";

test("ten at once: one is begun, the others are told when to come again", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => app.as("ada").post(path, { format: "zip" })));
  const begun = answers.filter(({ status }) => status === 202);
  expect(begun).toHaveLength(1);
  expect(begun[0]!.body).toMatchObject({ id: expect.any(String), status: "queued" });
  for (const { status, headers } of answers.filter((answer) => answer !== begun[0])) {
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(3_500);
  }
  expect(begun[0]!.headers.get("ratelimit-policy")).toContain('"export";q=1');
  first = begun[0]!.body.id;
  // Another organization has its own.
  expect((await app.as("mallory").post(path, { files: false })).status).toBe(202);
});

test("owners see the history and get the file, in parts if they like; each download is an event", async () => {
  const done = await ended(app.as("ada"), first);
  expect(done).toMatchObject({ status: "completed", failure: null });
  const { exports } = (await app.as("ada").get(path)).body;
  expect(exports).toMatchObject([
    { id: first, fileUrl: `http://localhost:3000${path}/${first}/file`, requestedBy: { name: "Ada" } },
  ]);
  const whole = await app.as("ada").get(`${path}/${first}/file`);
  expect(whole.status).toBe(200);
  expect(whole.bytes.byteLength).toBe(done.size);
  expect(whole.headers.get("content-disposition")).toMatch(
    /attachment; filename="nextcrm-export-\d{4}-\d\d-\d\d\.zip"/,
  );
  const rest = await app.as("ada").get(`${path}/${first}/file`, { range: "bytes=100-" });
  expect(rest.status).toBe(206);
  expect(Buffer.from(rest.bytes).equals(Buffer.from(whole.bytes.subarray(100)))).toBe(true);
  for (const person of ["alan", "mia", "victor", "mallory"] as const)
    expect((await app.as(person).get(`${path}/${first}/file`)).status, person).toBe(person === "mallory" ? 404 : 403);
  await expect
    .poll(() =>
      asOwner(
        "select 1 from audit_event where action = 'EXPORT' and resource = 'data_export' and resource_id = $1 and outcome = 'success' and actor_id = $2",
        [first, app.userId("ada")],
      ),
    )
    .toHaveLength(2);
  const mailed = readdirSync(join(app.dataFolder, "outbox")).map((name) =>
    readFileSync(join(app.dataFolder, "outbox", name), "utf8"),
  );
  expect(mailed.filter((mail) => mail.includes("/settings/your-data"))).not.toEqual([]);
});

test("a request that is repeated with its key gets the first one's answer, and no second export", async () => {
  const globex = (await app.as("mallory").get(path)).body.exports[0].id;
  await ended(app.as("mallory"), globex);
  expect((await app.as("mallory").post(path, {}, { "idempotency-key": "k1" })).status).toBe(429);
  const other = await app.as("olga").post("/api/organizations", { name: "Initech" });
  expect(other.status).toBe(201);
  const [one, two] = [
    await app.as("olga").post(path, {}, { "idempotency-key": "k2" }),
    await app.as("olga").post(path, {}, { "idempotency-key": "k2" }),
  ];
  expect([one.status, two.status]).toEqual([202, 202]);
  expect(two.body.id).toBe(one.body.id);
  expect((await app.as("olga").get(path)).body.exports).toHaveLength(1);
});

test("who is owner no more gets no file, from that moment", async () => {
  const again = await app.nobody.post("/api/auth/sign-in/email", { email: "alan@example.test", password });
  const alan = app.withCookie(cookieOf(again));
  const members = "/api/organization/members";
  expect((await app.as("ada").patch(`${members}/${app.userId("alan")}`, { role: "owner" })).status).toBe(200);
  expect((await alan.get(`${path}/${first}/file`, { range: "bytes=0-9" })).status).toBe(206);
  expect((await app.as("ada").patch(`${members}/${app.userId("alan")}`, { role: "admin" })).status).toBe(200);
  expect((await alan.get(`${path}/${first}/file`)).status).toBe(403);
  expect((await alan.get(path)).status).toBe(403);
});
