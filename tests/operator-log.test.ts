import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  const password = "none of theirs";
  for (const name of ["ghost", "phantom", "wraith"])
    await app.nobody.post("/api/auth/sign-in/email", { email: `${name}@example.test`, password });
});

const path = "/api/admin/audit-logs";
type Event = { id: string; action: string; resource: string; outcome: string; organizationId?: string };
const logs = async (query = ""): Promise<Event[]> => (await app.as("olga").get(`${path}${query}`)).body.logs;

test("operators read their own log, and nobody's else", async () => {
  await expect.poll(async () => (await logs("?outcome=failure")).length).toBe(3);
  const all = await logs("?limit=100");
  expect(all.some(({ resource }) => resource === "account")).toBe(false);
  for (const person of ["ada", "victor", "mallory"] as const) expect((await app.as(person).get(path)).status).toBe(403);
  expect((await app.nobody.get(path)).status).toBe(401);
});

test("each look is an event of it, and can be left out", async () => {
  await logs();
  const looks = await logs("?resource=audit_log");
  expect(looks[0]).toMatchObject({ action: "VIEW", resource: "audit_log" });
  expect((await logs("?excludeReads=1")).every(({ action }) => action !== "VIEW")).toBe(true);
});

test("pages lead to its end, and what is no cursor of it is refused by name", async () => {
  const whole = (await logs("?limit=100&outcome=failure")).map(({ id }) => id);
  const paged: string[] = [];
  for (let cursor = ""; ;) {
    const { body: page } = await app.as("olga").get(`${path}?limit=2&outcome=failure${cursor}`);
    paged.push(...page.logs.map(({ id }: Event) => id));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(paged).toEqual(whole);
  expect(await app.as("olga").get(`${path}?cursor=none`)).toMatchObject({
    status: 400,
    body: { errors: [expect.objectContaining({ field: "cursor" })] },
  });
});
