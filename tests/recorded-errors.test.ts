import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";

let app: TestApp;
const path = "/api/admin/errors";
const listed = async (query = "") => (await app.as("olga").get(path + query)).body.errors;

/** The product with a table that refuses what it is given, and says it aloud. */
beforeAll(async () => {
  app = await testApp();
  await asOwner(
    app,
    `create function refuse_name() returns trigger language plpgsql as
       $$ begin raise exception 'no room for % of %', new.name, new.website using errcode = 'XX001', detail = new.name; end $$`,
  );
  await asOwner(
    app,
    "create trigger refuse before insert on account for each row when (new.name like 'Lovelace%') execute function refuse_name()",
  );
});

async function fail(): Promise<Answer> {
  const failed = await app.as("ada").post("/api/accounts", { name: "Lovelace & Co", website: "https://ada.example" });
  expect(failed.status).toBe(500);
  return failed;
}

test("a 500 is found by the id in its answer, and tells nothing of what was sent", async () => {
  const failed = await fail();
  const { requestId } = failed.body;
  expect(failed.headers.get("x-request-id")).toBe(requestId);
  await expect.poll(() => listed(`?requestId=${requestId}`)).toHaveLength(1);
  const [found] = await listed(`?requestId=${requestId}`);
  expect(found).toMatchObject({
    about: "A request failed",
    name: "DatabaseError",
    code: "XX001",
    routes: ["POST /api/accounts"],
    lastRequestId: requestId,
    resolvedAt: null,
  });
  expect(found.frames[0]).toMatch(/^src\/[\w/.-]+\.ts:\d+/);
  const one = await app.as("olga").get(`${path}/${found.fingerprint}`);
  expect(one.body.requests).toContainEqual(expect.objectContaining({ id: requestId, route: "POST /api/accounts" }));
  expect(one.body.hours).toHaveLength(1);
  expect(one.text).not.toMatch(/lovelace|ada\.example|no room/i);
  const kept = await asOwner(
    app,
    "select e::text from recorded_error e union all select r::text from recorded_error_request r",
  );
  expect(JSON.stringify(kept)).not.toMatch(/lovelace|ada\.example|no room/i);
});

test("resolved, it is elsewhere; met again, it is back", async () => {
  const { requestId } = (await fail()).body;
  await expect.poll(() => listed(`?requestId=${requestId}`)).toHaveLength(1);
  const [{ fingerprint, count }] = await listed("?resolved=false&route=POST%20%2Fapi%2Faccounts");
  const resolved = await app.as("olga").patch(`${path}/${fingerprint}`, { resolved: true });
  expect(resolved.body.resolvedAt).not.toBeNull();
  expect(await listed("?resolved=false")).toEqual([]);
  expect(await listed("?resolved=true")).toMatchObject([{ fingerprint }]);
  expect(await listed("?route=GET%20%2Fapi%2Faccounts")).toEqual([]);
  await fail();
  await expect.poll(() => listed("?resolved=false")).toMatchObject([{ fingerprint, count: count + 1 }]);
  expect((await listed())[0].reopenedAt).not.toBeNull();
  const byHand = await app.as("olga").patch(`${path}/${fingerprint}`, { resolved: false });
  expect(byHand.body.resolvedAt).toBeNull();
});

test("pages follow each other", async () => {
  await asOwner(
    app,
    `insert into recorded_error (fingerprint, about, routes, seen, first_seen, last_seen)
     select md5(n::text), 'Paged', '{}', 1, now() - interval '1 day', now() - interval '1 day' from generate_series(1, 5) n`,
  );
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Answer = await app.as("olga").get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.body.errors.map((one: { fingerprint: string }) => one.fingerprint));
    cursor = page.body.nextCursor;
  }
  expect(seen).toHaveLength(6);
  expect(new Set(seen).size).toBe(6);
  expect((await app.as("olga").get(`${path}?cursor=nonsense`)).body.errors[0].field).toBe("cursor");
});

test("only operators see and resolve them", async () => {
  const fingerprint = "0".repeat(32);
  for (const person of ["ada", "mallory"] as const) {
    expect((await app.as(person).get(path)).status).toBe(403);
    expect((await app.as(person).patch(`${path}/${fingerprint}`, { resolved: true })).status).toBe(403);
  }
  expect((await app.as("olga").get(`${path}/${fingerprint}`)).status).toBe(404);
  expect((await app.as("olga").patch(`${path}/${fingerprint}`, { resolved: true })).status).toBe(404);
});
