import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password } from "../../tests/identity.ts";
import type { IdentityApp } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";
import { forgetExpired } from "./forget-expired.ts";

const { owner, serve } = await freshDatabase();
const query = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query(text, parameters)).rows);

let app: IdentityApp;
let cookie: string;
beforeAll(async () => {
  app = await identityApp(serve);
  cookie = await app.signUp("Ada");
});
afterAll(() => app.close());

const get = async (path: string, as = cookie) => (await app.send("GET", path, { headers: { cookie: as } })).body;
const send = (method: string, path: string, body?: unknown, headers = {}) =>
  app.send(method, path, { headers: { cookie, ...headers }, ...(body !== undefined && { body }) });

test("a person in no organization is told so, and then works in the one they created last", async () => {
  expect(await get("/api/me")).toMatchObject({
    organizations: [],
    currentOrganization: null,
    role: null,
    permissions: [],
  });
  expect((await send("GET", "/api/organization")).status).toBe(403);
  for (const name of ["One", "Two"]) expect((await send("POST", "/api/organizations", { name })).status).toBe(201);
  expect(await get("/api/me")).toMatchObject({
    organizations: [{ name: "One" }, { name: "Two" }],
    currentOrganization: { name: "Two" },
    role: "owner",
  });
});

test("switches between organizations; the next session begins in the last one", async () => {
  const [one, two] = (await get("/api/organizations")).data;
  expect([one.current, two.current]).toEqual([false, true]);
  expect((await send("POST", `/api/organizations/${one.id}/switch`)).status).toBe(204);
  expect((await get("/api/organization")).name).toBe("One");
  const again = await app.send("POST", "/api/auth/sign-in/email", { body: { email: "ada@example.test", password } });
  expect((await get("/api/organization", again.cookie)).name).toBe("One");
  const mallory = await app.signUp("Mallory");
  const refused = await app.send("POST", `/api/organizations/${one.id}/switch`, { headers: { cookie: mallory } });
  expect(refused.status).toBe(404);
});

test("a session that is revoked while it switches has ended, and nothing went wrong", async () => {
  const [one] = (await get("/api/organizations")).data;
  const going = (await app.send("POST", "/api/auth/sign-in/email", { body: { email: "ada@example.test", password } }))
    .cookie;
  const ids = `(select id from auth.session order by "createdAt" desc limit 1)`;
  const answer = await withClient(owner, async (client) => {
    await client.query(`begin; select from auth.session where id = ${ids} for update`);
    const switching = app.send("POST", `/api/organizations/${one.id}/switch`, { headers: { cookie: going } });
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await expect.poll(async () => (await query(waiting)).length).toBeGreaterThan(0);
    await client.query(
      `set local session_replication_role = replica; delete from auth.session_organization where session_id = ${ids}`,
    );
    await client.query(`delete from auth.session where id = ${ids}; commit`);
    return switching;
  });
  expect(answer.status).toBe(401);
});

test("a page of one organization does nothing in another that another tab has gone to", async () => {
  const { user, currentOrganization } = await get("/api/me");
  const change = (opened: string) =>
    send("PATCH", "/api/organization", { timeZone: "UTC" }, { "x-session-of": opened });
  expect((await change(`${user.id} ${currentOrganization.id}`)).status).toBe(200);
  for (const opened of [`${user.id} ${user.id}`, `${currentOrganization.id} ${currentOrganization.id}`, ""])
    expect((await change(opened)).body).toMatchObject({ status: 403, type: "/problems/another-session" });
});

test("settings change by version, and the log tells how", async () => {
  const before = await app.send("GET", "/api/organization", { headers: { cookie } });
  expect(before.headers.get("etag")).toBe(`"${before.body.version}"`);
  const change = (body: object, version: string) => send("PATCH", "/api/organization", body, { "if-match": version });
  const changed = await change(
    { name: "Uno", defaultCurrency: "eur", timeZone: "Europe/Berlin", letterhead: " Uno GmbH\nBerlin " },
    before.headers.get("etag")!,
  );
  expect(changed.body).toMatchObject({
    name: "Uno",
    defaultCurrency: "EUR",
    timeZone: "Europe/Berlin",
    letterhead: "Uno GmbH\nBerlin",
    version: before.body.version + 1,
  });
  expect((await get("/api/me")).currentOrganization).toMatchObject({ name: "Uno", defaultCurrency: "EUR" });
  expect((await change({ name: "Eins" }, before.headers.get("etag")!)).status).toBe(412);
  for (const bad of [
    { defaultCurrency: "XYZ" },
    { timeZone: "Mars/Olympus" },
    { timeZone: "+05:00" },
    { name: " " },
    { name: "\u200b" },
    { plan: "ENTERPRISE" },
    { letterhead: "x".repeat(2_001) },
    { letterhead: "a\0b" },
  ])
    expect((await send("PATCH", "/api/organization", bad)).status).toBe(400);
  expect((await send("PATCH", "/api/organization", { letterhead: " " })).body.letterhead).toBeNull();
  const [event] = await query(
    "select d.disclosure::jsonb->2->'changes' as changes from audit_event e join audit_disclosure d on d.event_id = e.id and d.name = 'record' where action = 'SETTINGS_CHANGE'",
  );
  expect(event.changes.name).toEqual({ from: "One", to: "Uno" });
});

test("a new name is everywhere, and in the log", async () => {
  expect((await send("PATCH", "/api/me", { name: "Ada L." })).body).toMatchObject({ name: "Ada L." });
  expect((await get("/api/organization/members")).data).toMatchObject([
    { name: "Ada L.", lastActiveAt: expect.any(String), hasTwoFactor: false },
  ]);
  expect(await query("select count(*)::int as n from member where name = 'Ada L.'")).toEqual([{ n: 2 }]);
  expect(
    await query("select count(*)::int as n from audit_event where action = 'UPDATE' and resource = 'user'"),
  ).toEqual([{ n: 2 }]);
});

test("a name shows something and turns nothing round", async () => {
  for (const name of ["\u200b\u2060", "\u202egnp.exe", "Ada \u2067x"])
    expect((await send("PATCH", "/api/me", { name })).status, JSON.stringify(name)).toBe(400);
  for (const name of ["علی‌رضا", "Ada L."]) expect((await send("PATCH", "/api/me", { name })).body.name).toBe(name);
});

test("preferences follow the person, and what nobody can write dates with is refused", async () => {
  expect((await get("/api/me")).preferences).toEqual({
    theme: "system",
    locale: null,
    timeZone: null,
    weekStart: null,
  });
  const change = (preferences: object) => send("PATCH", "/api/me", { preferences });
  expect((await change({ theme: "dark", locale: "de-at" })).body).toMatchObject({
    name: "Ada L.",
    preferences: { theme: "dark", locale: "de-AT", timeZone: null },
  });
  await change({ timeZone: "Asia/Tokyo", weekStart: 7 });
  const elsewhere = await app.send("POST", "/api/auth/sign-in/email", {
    body: { email: "ada@example.test", password },
  });
  const kept = { theme: "dark", locale: "de-AT", timeZone: "Asia/Tokyo", weekStart: 7 };
  expect((await get("/api/me", elsewhere.cookie)).preferences).toEqual(kept);
  for (const [member, value] of Object.entries({
    theme: "pink",
    locale: "klingon!",
    timeZone: "Mars/Olympus",
    weekStart: 8,
    x: 1,
  })) {
    const refused = await change({ [member]: value });
    expect(refused.status, member).toBe(400);
    expect(refused.body.errors[0].field).toContain("preferences");
  }
  expect((await change({ locale: "qqq-QQ" })).body.errors).toEqual([
    { field: "preferences.locale", reason: "is not a language and region such as en-GB" },
  ]);
  expect((await get("/api/me")).preferences).toEqual(kept);
  expect((await change({ locale: null })).body.preferences.locale).toBeNull();
});

test("sessions show where one is signed in, and can be ended from another", async () => {
  const phone = await app.send("POST", "/api/auth/sign-in/email", {
    body: { email: "ada@example.test", password },
    address: "203.0.113.5",
    headers: {
      "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
    },
  });
  const { data } = await get("/api/sessions");
  expect(data.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  expect(data).toContainEqual(
    expect.objectContaining({ device: "Safari on iPhone", address: "203.0.113.5", current: false }),
  );
  expect(JSON.stringify(data)).not.toContain("token");
  expect((await send("DELETE", "/api/sessions")).status).toBe(204);
  expect((await get("/api/sessions")).data).toHaveLength(1);
  expect((await app.send("GET", "/api/me", { headers: { cookie: phone.cookie } })).status).toBe(401);
  const mallory = await app.signUp("Mal");
  const [{ id }] = (await get("/api/sessions")).data;
  expect((await app.send("DELETE", `/api/sessions/${id}`, { headers: { cookie: mallory } })).status).toBe(404);
});

test("a session that is used goes on; its cookie is given anew once a day", async () => {
  expect((await send("GET", "/api/me")).cookie).toBe("");
  await query(`update auth.session set "expiresAt" = now() + interval '5 days'`);
  const renewed = await send("GET", "/api/me");
  expect(renewed.headers.getSetCookie()[0]).toMatch(/^nextcrm_session=.*; Max-Age=604800; /);
  expect(cookie.split("; ")).toContain(renewed.cookie);
  const [{ days }] = await query(
    `select round(extract(epoch from max("expiresAt") - now()) / 86400)::int as days from auth.session`,
  );
  expect(days).toBe(7);
});

test("what has run out is swept away, and nothing else", async () => {
  await app.signUp("Mel");
  await query(
    `update auth.session set "expiresAt" = now() - interval '1 second' where "userId" = (select id from auth."user" where email = 'mel@example.test')`,
  );
  const before = (await query("select 1 from auth.session")).length;
  await forgetExpired(app.db);
  expect(await query("select 1 from auth.session")).toHaveLength(before - 1);
  expect((await send("GET", "/api/me")).status).toBe(200);
});

test("when a session or key was used last is written in batches, not per call", async () => {
  const { key, id } = (await send("POST", "/api/organization/api-keys", { name: "robot", role: "member" })).body;
  const asRobot = () => app.send("GET", "/api/organization", { headers: { authorization: `Bearer ${key}` } });
  for (let call = 0; call < 5; call++) expect((await asRobot()).status).toBe(200);
  expect(await query("select 1 from api_key_use")).toEqual([]);
  const other = await identityApp(serve);
  expect((await other.send("GET", "/api/organization", { headers: { authorization: `Bearer ${key}` } })).status).toBe(
    200,
  );
  await other.close();
  const [listed] = (await get("/api/organization/api-keys")).data;
  expect(listed).toMatchObject({ id, name: "robot", createdBy: { name: "Ada L." } });
  expect(Date.now() - Date.parse(listed.lastUsedAt)).toBeLessThan(60_000);
});

test("a secret that is shown once is not kept for repeated requests either", async () => {
  const create = () =>
    send("POST", "/api/organization/api-keys", { name: "twice", role: "viewer" }, { "idempotency-key": "one" });
  const [first, second] = [await create(), await create()];
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  const { key, ...rest } = first.body;
  expect(second.body).toEqual(rest);
  const kept = await query("select string_agg(body::text, '') as text from idempotent_request");
  expect(kept[0].text).not.toContain(key);
});

test("a key of a request is not answered for another address of the same route", async () => {
  const once = { "idempotency-key": "for-one-address" };
  const key = { name: "addressed", role: "viewer" };
  expect((await send("POST", "/api/organization/api-keys", key, once)).status).toBe(201);
  const other = await send("POST", "/api/organization/api-keys?other=1", key, once);
  expect(other.body.type).toBe("/problems/idempotency-key-reused");
});

test("a key expires, and may not do what is for people", async () => {
  let ahead = 0;
  const other = await identityApp(serve, { now: () => new Date(Date.now() + ahead) });
  // Sooner than a key that is known would be looked up again.
  const expiresAt = new Date(Date.now() + 50_000).toISOString();
  const { key } = (await send("POST", "/api/organization/api-keys", { name: "brief", role: "owner", expiresAt })).body;
  const as = (method: string, path: string, body?: unknown) =>
    other.send(method, path, { headers: { authorization: `Bearer ${key}` }, ...(body !== undefined && { body }) });
  expect((await as("GET", "/api/organization")).status).toBe(200);
  expect((await as("GET", "/api/sessions")).status).toBe(403);
  expect((await as("POST", "/api/organizations", { name: "Robots" })).status).toBe(403);
  ahead = 50_000;
  expect((await as("GET", "/api/organization")).status).toBe(401);
  await other.close();
  for (const expiresAt of ["2020-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]) {
    const refused = await send("POST", "/api/organization/api-keys", { name: "late", role: "viewer", expiresAt });
    expect(refused, expiresAt).toMatchObject({ status: 400, body: { errors: [{ field: "expiresAt" }] } });
  }
});

test("a key without a role, or with one that there is not, is refused with those that there are", async () => {
  const errors = [{ field: "role", reason: "must be one of auditor, viewer, member, admin, owner" }];
  for (const role of [undefined, "boss"]) {
    const refused = await send("POST", "/api/organization/api-keys", { name: "Import", role });
    expect(refused).toMatchObject({ status: 400, body: { errors } });
  }
});
