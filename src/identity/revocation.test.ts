import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp } from "../../tests/identity.ts";
import type { IdentityApp, Sent } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";

const { owner, serve } = await freshDatabase();
const program = fileURLToPath(new URL("../../tests/identity-process.ts", import.meta.url));

let here: IdentityApp;
let other: ChildProcess;
let ada: string;

beforeAll(async () => {
  here = await identityApp(serve);
  other = fork(program, [JSON.stringify(serve)]);
  await new Promise((resolve) => other.once("message", resolve));
  ada = await here.signUp("Ada");
  await here.send("POST", "/api/organizations", { body: { name: "Acme" }, headers: { cookie: ada } });
});
afterAll(async () => {
  other.disconnect();
  await here.close();
});

let asked = 0;

/** What the other process answers. */
function there(method: string, path: string, sent: Sent): Promise<{ status: number; body: { role?: string } }> {
  const id = asked++;
  return new Promise((resolve) => {
    const heard = (answer: { id: number; status: number; body: { role?: string } }) => {
      if (answer.id !== id) return;
      other.off("message", heard);
      resolve(answer);
    };
    other.on("message", heard);
    other.send({ id, method, path, sent });
  });
}

type Ask = (
  ask: (method: string, path: string, sent: Sent) => Promise<{ status: number; body: { role?: string } }>,
) => Promise<unknown>;

/** Both processes answer `before`; after the change both answer `after` within a second. */
async function takesEffect(ask: Ask, before: unknown, change: () => Promise<unknown>, after: unknown): Promise<void> {
  for (let warm = 0; warm < 2; warm++) expect([await ask(here.send), await ask(there)]).toEqual([before, before]);
  await change();
  // Whoever made the change sees it at once.
  expect(await ask(here.send)).toEqual(after);
  const deadline = Date.now() + 1_000;
  while (Date.now() < deadline && JSON.stringify(await ask(there)) !== JSON.stringify(after)) await delay(5);
  expect(await ask(there)).toEqual(after);
}

const me =
  (cookie: string): Ask =>
  async (ask) =>
    (await ask("GET", "/api/me", { headers: { cookie } })).status;
const members =
  (headers: Record<string, string>): Ask =>
  async (ask) =>
    (await ask("GET", "/api/organization/members", { headers })).status;
const post = (path: string, cookie: string, body?: unknown) =>
  here.send("POST", path, { headers: { cookie }, ...(body !== undefined && { body }) });

let people = 0;
/** A name, and so an address, that nobody has yet, even where a test is tried again. */
const fresh = (name: string) => `${name}${(people += 1)}`;

/** A person who is in Ada's organization. */
async function joined(firstName: string, role: string): Promise<{ cookie: string; userId: string }> {
  const name = fresh(firstName);
  const cookie = await here.signUp(name);
  const { url } = (
    await post("/api/organization/invitations", ada, { email: `${name.toLowerCase()}@example.test`, role })
  ).body;
  const accepted = await post(`/api/invitations/${url.split("/").at(-1)}/accept`, cookie);
  expect(accepted.status).toBe(200);
  return { cookie, userId: (await here.send("GET", "/api/me", { headers: { cookie } })).body.user.id };
}

describe("what is taken away is gone within a second, in every process", () => {
  test("a session that its person ends elsewhere", async () => {
    const name = fresh("Sue");
    const cookie = await here.signUp(name);
    const again = await here.send("POST", "/api/auth/sign-in/email", {
      body: { email: `${name.toLowerCase()}@example.test`, password: "correct horse battery" },
    });
    const { data } = (await here.send("GET", "/api/sessions", { headers: { cookie: again.cookie } })).body;
    const old = data.find((session: { current: boolean }) => !session.current);
    await takesEffect(
      me(cookie),
      200,
      () => here.send("DELETE", `/api/sessions/${old.id}`, { headers: { cookie: again.cookie } }),
      401,
    );
    expect(await me(again.cookie)(there)).toBe(200);
  });

  test("a session that signs out", async () => {
    const cookie = await here.signUp(fresh("Olaf"));
    await takesEffect(me(cookie), 200, () => post("/api/auth/sign-out", cookie, {}), 401);
  });

  test("all other sessions, by a new password", async () => {
    const name = fresh("Pam");
    const cookie = await here.signUp(name);
    const credentials = { email: `${name.toLowerCase()}@example.test`, password: "correct horse battery" };
    const again = await here.send("POST", "/api/auth/sign-in/email", { body: credentials });
    const change = {
      currentPassword: credentials.password,
      newPassword: "another horse battery",
      revokeOtherSessions: true,
    };
    await takesEffect(me(cookie), 200, () => post("/api/auth/change-password", again.cookie, change), 401);
    expect(await me(again.cookie)(there)).toBe(200);
    const logged = await withClient(owner, (client) =>
      client.query(
        "select from audit_event where organization_id = '00000000-0000-0000-0000-000000000000' and action = 'LOGOUT' and leaf::jsonb->>'reason' = 'revoked' and actor_id = $1::uuid",
        [again.body.user.id],
      ),
    );
    expect(logged.rowCount).toBe(1);
  });

  test("an API key", async () => {
    const { id, key } = (await post("/api/organization/api-keys", ada, { name: "robot", role: "viewer" })).body;
    const revoke = () => here.send("DELETE", `/api/organization/api-keys/${id}`, { headers: { cookie: ada } });
    await takesEffect(members({ authorization: `Bearer ${key}` }), 200, revoke, 401);
  });

  test("a membership, and every key of whoever left", async () => {
    const { cookie, userId } = await joined("Mia", "admin");
    const { key } = (await post("/api/organization/api-keys", cookie, { name: "hers", role: "admin" })).body;
    const remove = () => here.send("DELETE", `/api/organization/members/${userId}`, { headers: { cookie: ada } });
    const both: Ask = async (ask) => [
      await members({ cookie })(ask),
      await members({ authorization: `Bearer ${key}` })(ask),
    ];
    await takesEffect(both, [200, 200], remove, [403, 401]);
    expect(await me(cookie)(there)).toBe(200);
  });

  test("a role, and what a key may through it", async () => {
    const { cookie, userId } = await joined("Alan", "admin");
    const { key } = (await post("/api/organization/api-keys", cookie, { name: "his", role: "admin" })).body;
    const lower = () =>
      here.send("PATCH", `/api/organization/members/${userId}`, { headers: { cookie: ada }, body: { role: "viewer" } });
    const listKeys: Ask = async (ask) => [
      (await ask("GET", "/api/me", { headers: { cookie } })).body.role,
      (await ask("GET", "/api/organization/api-keys", { headers: { authorization: `Bearer ${key}` } })).status,
      await members({ authorization: `Bearer ${key}` })(ask),
    ];
    await takesEffect(listKeys, ["admin", 200, 200], lower, ["viewer", 403, 200]);
  });

  test("an address, of people and of keys", async () => {
    const cookie = await here.signUp(fresh("Nora"));
    await post("/api/organizations", cookie, { name: "Networked" });
    const { key } = (await post("/api/organization/api-keys", cookie, { name: "k", role: "viewer" })).body;
    const from =
      (address: string): Ask =>
      async (ask) => [
        (await ask("GET", "/api/organization/members", { headers: { cookie }, address })).status,
        (await ask("GET", "/api/organization/members", { headers: { authorization: `Bearer ${key}` }, address }))
          .status,
      ];
    const put = (enforced: boolean) => () =>
      here.send("PUT", "/api/organization/networks", {
        headers: { cookie },
        body: { enforced, networks: [{ network: "192.0.2.0/24" }] },
      });
    await takesEffect(from("198.51.100.1"), [200, 200], put(true), [403, 403]);
    expect(await from("192.0.2.99")(there)).toEqual([200, 200]);
    await takesEffect(from("198.51.100.1"), [403, 403], put(false), [200, 200]);
  });

  test("where a key works", async () => {
    const { id, key } = (await post("/api/organization/api-keys", ada, { name: "bound", role: "viewer" })).body;
    const bind = () =>
      here.send("PATCH", `/api/organization/api-keys/${id}`, {
        headers: { cookie: ada },
        body: { networks: ["198.51.100.0/24"] },
      });
    await takesEffect(members({ authorization: `Bearer ${key}` }), 200, bind, 403);
  });

  test("an operator's key, and every key of who is no operator any more", async () => {
    const operator = await here.signUp(fresh("Olga"));
    const { id } = (await here.send("GET", "/api/me", { headers: { cookie: operator } })).body.user;
    await behindTheScenes("insert into auth.operator (user_id) values ($1)", id);
    here.people.forget(`user:${id}`);
    const make = async (name: string) =>
      (await post("/api/admin/keys", operator, { name, expiresAt: new Date(Date.now() + 86_400_000) })).body;
    const [one, other] = [await make("one"), await make("other")];
    const keys =
      (headers: Record<string, string>): Ask =>
      async (ask) =>
        (await ask("GET", "/api/admin/keys", { headers })).status;
    const revoke = () => here.send("DELETE", `/api/admin/keys/${one.id}`, { headers: { cookie: operator } });
    await takesEffect(keys({ authorization: `Bearer ${one.key}` }), 200, revoke, 401);
    const demote = async () => {
      await behindTheScenes("delete from auth.operator where user_id = $1", id);
      here.people.forget(`user:${id}`);
    };
    const both: Ask = async (ask) => [
      await keys({ cookie: operator })(ask),
      await keys({ authorization: `Bearer ${other.key}` })(ask),
    ];
    await takesEffect(both, [200, 200], demote, [403, 401]);
    await behindTheScenes("insert into auth.operator (user_id) values ($1)", id);
    expect(await keys({ authorization: `Bearer ${other.key}` })(there)).toBe(401);
  });

  test("an organization that is suspended", async () => {
    const cookie = await here.signUp(fresh("Gus"));
    const { id } = (await post("/api/organizations", cookie, { name: "Gone" })).body;
    const { key } = (await post("/api/organization/api-keys", cookie, { name: "k", role: "owner" })).body;
    const suspend = async () => {
      await behindTheScenes("update organization set status = 'suspended' where id = $1", id);
      here.people.forget(`organization:${id}`);
    };
    const both: Ask = async (ask) => [
      await members({ cookie })(ask),
      await members({ authorization: `Bearer ${key}` })(ask),
    ];
    await takesEffect(both, [200, 200], suspend, [403, 403]);
  });
});

test("while nobody can tell a process of changes, it believes nothing that it knows", async () => {
  const name = fresh("Deaf");
  const cookie = await here.signUp(name);
  expect(await me(cookie)(here.send)).toBe(200);
  await withClient(owner, async (client) => {
    await client.query("begin");
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nextcrm listen' and datname = current_database()",
    );
    await client.query("set local role nextcrm_owner");
    // The notification goes out while nobody listens: connecting again takes a quarter of a second at least.
    await client.query(
      `delete from auth.session where "userId" = (select id from auth."user" where email = '${name.toLowerCase()}@example.test')`,
    );
    await client.query("commit");
  });
  await expect.poll(() => me(cookie)(here.send), { timeout: 1_000, interval: 5 }).toBe(401);
  await expect.poll(() => me(cookie)(there), { timeout: 1_000, interval: 5 }).toBe(401);
});

/** As the owner of the tables, who may change without an event. */
function behindTheScenes(text: string, id: string): Promise<void> {
  return withClient(owner, async (client) => {
    await client.query("set role nextcrm_owner");
    await client.query(text, [id]);
  });
}
