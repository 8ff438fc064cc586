import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../src/identifier.ts";
import { cookieOf, password, testApp } from "./app.ts";
import type { Client, TestApp } from "./app.ts";
import { asOwner, enrolled, made, newcomer, newMember } from "./event-cases/fixtures.ts";

const because = { reason: "Asked by phone" };
let app: TestApp;
let olga: Client;

beforeAll(async () => {
  app = await testApp();
  olga = app.as("olga");
});

const eventsIn = (log: string, action: string, id: string) =>
  asOwner(
    app,
    "select resource, actor_id, leaf::jsonb->'actor'->>'type' as type from audit_event where organization_id = $1 and action = $2 and resource_id = $3",
    [log, action, id],
  );
const operatorLog = "00000000-0000-0000-0000-000000000000";
const signedIn = async (email: string) =>
  app.withCookie(cookieOf(await app.nobody.post("/api/auth/sign-in/email", { email, password })));

describe("people", () => {
  test("are found by name, address and id, with where they belong", async () => {
    const find = async (query: string) => (await made(olga.get(`/api/admin/users?${query}`))).users;
    for (const search of ["mia", "MIA@example", app.userId("mia")])
      expect(await find(`search=${encodeURIComponent(search)}`), search).toMatchObject([
        { id: app.userId("mia"), sessions: 1, operator: false, organizations: [{ name: "Acme", role: "member" }] },
      ]);
    expect(await find("search=%25")).toEqual([]);
    expect((await find("operators=true")).map(({ id }: { id: string }) => id)).toContain(app.userId("olga"));
    expect(await find("operators=true&search=mia")).toEqual([]);
  });

  test("are signed out everywhere, which their organizations are told", async () => {
    const { id, client } = await newMember(app);
    expect((await client.get("/api/me")).status).toBe(200);
    expect(await made(olga.post(`/api/admin/users/${id}/end-sessions`, because))).toEqual({ ended: 1 });
    expect((await client.get("/api/me")).status).toBe(401);
    expect(await eventsIn(app.organizationId, "LOGOUT", id)).toMatchObject([
      { resource: "session", type: "operator", actor_id: app.userId("olga") },
    ]);
    expect(await eventsIn(operatorLog, "LOGOUT", id)).toHaveLength(1);
  });

  test("who have lost their second factor get in with the password", async () => {
    const { id, email, client } = await enrolled(app);
    expect((await olga.post(`/api/admin/users/${id}/reset-two-factor`, because)).status).toBe(204);
    expect((await client.get("/api/me")).status).toBe(401);
    expect((await (await signedIn(email)).get("/api/me")).body).toMatchObject({ twoFactor: false });
    expect((await olga.post(`/api/admin/users/${id}/reset-two-factor`, because)).status).toBe(409);
    const own = await olga.post(`/api/admin/users/${app.userId("olga")}/reset-two-factor`, because);
    expect(own).toMatchObject({ status: 409, body: { detail: expect.stringContaining("your settings") } });
  });
});

describe("an operator", () => {
  const set = (client: Client, id: string, operator: boolean) =>
    client.put(`/api/admin/users/${id}/operator`, { operator, ...because });

  test("is made by another, and loses pages, visits and keys with the office", async () => {
    const { id, client } = await newcomer(app);
    expect((await set(client, id, true)).status).toBe(403);
    expect((await set(olga, id, true)).status).toBe(204);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { key } = await made(client.post("/api/admin/keys", { name: "K", expiresAt }));
    await made(client.post(`/api/admin/organizations/${app.globexId}/visit`, because));
    expect((await client.get("/api/accounts")).status).toBe(200);
    expect((await set(olga, id, false)).status).toBe(204);
    expect((await client.get("/api/accounts")).status).toBe(403);
    expect((await client.get("/api/admin/users")).status).toBe(403);
    expect((await app.withKey(key).get("/api/admin/users")).status).toBe(401);
    expect(await eventsIn(operatorLog, "ROLE_CHANGE", id)).toHaveLength(2);
  });

  test("stays where nobody else would be left, also when two take it from each other at once", async () => {
    const [one, other] = [await newcomer(app), await newcomer(app)];
    for (const { id } of [one, other]) await made(set(olga, id, true));
    const olgaId = app.userId("olga");
    await asOwner(app, "select set_config('nextcrm.audited', 'yes', false)");
    await made(set(one.client, olgaId, false));
    for (const { id } of (await made(one.client.get("/api/admin/users?operators=true"))).users as { id: string }[])
      if (![one.id, other.id].includes(id)) await made(set(one.client, id, false));
    const both = await Promise.all([set(one.client, other.id, false), set(other.client, one.id, false)]);
    expect(both.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    const [left] = await asOwner(app, "select user_id from auth.operator");
    const last = left.user_id === one.id ? one : other;
    const refused = await set(last.client, last.id, false);
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining("would be none") } });
    await made(set(last.client, olgaId, true));
  });

  test("has just proved who they are", async () => {
    const { id } = await newcomer(app);
    await asOwner(app, `update auth.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [
      app.userId("olga"),
    ]);
    await asOwner(app, "update auth.session_proof set proved_at = now() - interval '11 minutes'");
    for (const verb of ["end-sessions", "reset-two-factor"])
      expect((await olga.post(`/api/admin/users/${id}/${verb}`, because)).body.type).toBe("/problems/sign-in-again");
    expect((await set(olga, id, true)).body.type).toBe("/problems/sign-in-again");
    await made(olga.post("/api/me/confirm", { password }));
    expect((await olga.post(`/api/admin/users/${newId()}/end-sessions`, because)).status).toBe(404);
  });
});

describe("jobs", () => {
  const failed = async () => {
    const id = newId();
    const output = {
      name: "TypeError",
      message: "Grace Hopper <grace@example.test> is no number",
      stack: "TypeError: Grace",
    };
    await asOwner(
      app,
      "insert into pgboss.job (id, name, state, data, output, retry_count, completed_on, policy) select $1, name, 'failed', $2, $3, 2, now(), policy from pgboss.queue where name = 'settle-subscription'",
      [id, { organizationId: app.globexId, to: "grace@example.test" }, output],
    );
    return id;
  };
  const one = "/api/admin/jobs/settle-subscription";

  test("that failed are told without anybody's data, tried again, and removed", async () => {
    const [again, gone] = [await failed(), await failed()];
    const answer = await olga.get("/api/admin/jobs");
    expect(answer.text).not.toContain("race");
    const { queues, failed: listed } = await made(Promise.resolve(answer));
    expect(listed.find(({ id }: { id: string }) => id === again)).toEqual({
      id: again,
      kind: "settle-subscription",
      organizationId: app.globexId,
      error: "TypeError",
      tries: 3,
      failedAt: expect.any(String),
    });
    expect(queues.find(({ kind }: { kind: string }) => kind === "settle-subscription").failed).toBe(2);
    expect((await olga.post(`${one}/${again}/retry`)).status).toBe(204);
    expect((await olga.delete(`${one}/${gone}`)).status).toBe(204);
    const states = async () => (await made(olga.get("/api/admin/jobs"))).failed.map(({ id }: { id: string }) => id);
    expect(await states()).not.toContain(again);
    expect(await states()).not.toContain(gone);
    for (const path of [`${one}/${gone}`, `${one}/${newId()}`, `/api/admin/jobs/nothing/${newId()}`]) {
      expect((await olga.delete(path)).status).toBe(404);
      expect((await olga.post(`${path}/retry`)).status).toBe(404);
    }
  });

  test("of which one alone may wait are not tried again beside another", async () => {
    const ids = [newId(), newId()];
    await asOwner(
      app,
      `insert into pgboss.job (id, name, state, data, singleton_key, start_after, completed_on, policy)
      select one.id, q.name, one.state::pgboss.job_state, '{}', 'k', now() + interval '1 day', now(), q.policy
      from pgboss.queue q, unnest($1::uuid[], array['failed', 'created']) as one (id, state) where q.name = 'purge-organization'`,
      [ids],
    );
    const retry = () => olga.post(`/api/admin/jobs/purge-organization/${ids[0]}/retry`);
    expect((await retry()).status).toBe(409);
    expect((await olga.delete(`/api/admin/jobs/purge-organization/${ids[1]}`)).status).toBe(204);
    expect((await retry()).status).toBe(204);
  });
});
