import { hostname, userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password } from "../../tests/identity.ts";
import type { Answer, IdentityApp } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";
import { promote } from "./setup.ts";

const { owner, serve } = await freshDatabase();
const query = (text: string) => withClient(owner, async (client) => (await client.query(text)).rows);

let open: IdentityApp;
let closed: IdentityApp;
let mailing: IdentityApp;
let ada: string;
beforeAll(async () => {
  [open, closed, mailing] = await Promise.all([
    identityApp(serve),
    identityApp(serve, { signUp: "invite" }),
    identityApp(serve, { signUp: "open", sendsMail: true }),
  ]);
  ada = await open.signUp("Ada");
  await open.send("POST", "/api/organizations", { body: { name: "Acme" }, headers: { cookie: ada } });
});
afterAll(() => Promise.all([open, closed, mailing].map((app) => app.close())));

const signUp = (app: IdentityApp, email: string, more: object = {}): Promise<Answer> =>
  app.send("POST", "/api/auth/sign-up/email", { body: { name: "Somebody", email, password, ...more } });
const invited = async (email: string) =>
  (
    await open.send("POST", "/api/organization/invitations", {
      body: { email, role: "member" },
      headers: { cookie: ada },
    })
  ).body.url
    .split("/")
    .at(-1) as string;
const mails = (to: string) =>
  query(`select data from pgboss.job_common where name = 'send-mail' and data->>'to' = '${to}' order by created_on`);

describe("by invitation", () => {
  test("nobody comes in without one, or with one for another address", async () => {
    expect((await signUp(closed, "stranger@example.test")).status).toBe(403);
    expect((await signUp(closed, "stranger@example.test", { invitationToken: "made up" })).status).toBe(403);
    const token = await invited("bob@example.test");
    const answer = await signUp(closed, "stranger@example.test", { invitationToken: token });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: "email" }] } });
    expect(await query(`select 1 from auth."user" where email = 'stranger@example.test'`)).toEqual([]);
  });

  test("whoever is invited signs up, accepts, and is in", async () => {
    const token = await invited("mia@example.test");
    const offer = await closed.send("GET", `/api/invitations/${token}`);
    expect(offer.body).toEqual({
      email: "mia@example.test",
      organizationName: "Acme",
      role: "member",
      accountExists: false,
    });
    const { status, cookie } = await signUp(closed, "Mia@Example.test", { invitationToken: token });
    expect(status).toBe(200);
    expect((await closed.send("POST", `/api/invitations/${token}/accept`, { headers: { cookie } })).status).toBe(200);
    expect((await closed.send("GET", "/api/me", { headers: { cookie } })).body).toMatchObject({
      role: "member",
      currentOrganization: { name: "Acme" },
      user: { emailVerified: true },
    });
    expect((await closed.send("GET", `/api/invitations/${token}`)).status).toBe(404);
  });

  test("somebody else who is signed in cannot use it", async () => {
    const token = await invited("victor@example.test");
    const mallory = await open.signUp("Mallory");
    expect((await open.send("POST", `/api/invitations/${token}/accept`, { headers: { cookie: mallory } })).status).toBe(
      403,
    );
    expect((await open.send("POST", `/api/invitations/${token}/accept`)).status).toBe(401);
  });
});

describe("where mail is sent", () => {
  test("an address must be confirmed, and a taken one is not told", async () => {
    const first = await signUp(mailing, "vera@example.test");
    expect(first).toMatchObject({ status: 200, cookie: "", body: { token: null } });
    expect(
      (await mailing.send("POST", "/api/auth/sign-in/email", { body: { email: "vera@example.test", password } }))
        .status,
    ).toBe(403);
    const again = await signUp(mailing, "vera@example.test");
    expect(Object.keys(again.body.user).toSorted()).toEqual(Object.keys(first.body.user).toSorted());
    expect(
      await query(
        `select count(*)::int as n from audit_event where organization_id = '00000000-0000-0000-0000-000000000000' and action = 'CREATE' and actor_id = '${again.body.user.id}'`,
      ),
    ).toEqual([{ n: 0 }]);
    await expect.poll(() => mails("vera@example.test")).not.toEqual([]);
    const [{ data }] = await mails("vera@example.test");
    const link = new URL(/^http\S+$/m.exec(data.text)![0]);
    const confirmed = await mailing.send("GET", `${link.pathname}${link.search}`).catch((error) => error);
    expect(confirmed.status ?? 302).toBeLessThan(400);
    expect(
      (await mailing.send("POST", "/api/auth/sign-in/email", { body: { email: "vera@example.test", password } }))
        .status,
    ).toBe(200);
  });

  test("the invitation's link goes to its address only, and confirms it", async () => {
    const cookie = (
      await mailing.send("POST", "/api/auth/sign-in/email", { body: { email: "vera@example.test", password } })
    ).cookie;
    await mailing.send("POST", "/api/organizations", { body: { name: "Verdant" }, headers: { cookie } });
    const { body } = await mailing.send("POST", "/api/organization/invitations", {
      body: { email: "wim@example.test", role: "viewer" },
      headers: { cookie },
    });
    expect(body).not.toHaveProperty("url");
    const [{ data }] = await mails("wim@example.test");
    const token = /invitations\/(\S+)$/m.exec(data.text)![1]!;
    await signUp(mailing, "wim@example.test", { invitationToken: token });
    expect(await query(`select "emailVerified" from auth."user" where email = 'wim@example.test'`)).toEqual([
      { emailVerified: true },
    ]);
    expect(await mails("wim@example.test")).toHaveLength(1);
  });
});

describe("a forgotten password", () => {
  test("is set anew by the link of a mail, once, and ends every session", async () => {
    const cookie = await open.signUp("Flo");
    const unknown = await open.send("POST", "/api/auth/request-password-reset", {
      body: { email: "nobody@example.test" },
    });
    const known = await open.send("POST", "/api/auth/request-password-reset", {
      body: { email: "flo@example.test", redirectTo: "https://evil.example" },
    });
    expect([known.status, known.body]).toEqual([200, unknown.body]);
    await expect.poll(() => mails("flo@example.test")).toHaveLength(1);
    const [{ data }] = await mails("flo@example.test");
    expect(data.text).not.toContain("evil");
    const token = new URL(/^http\S+$/m.exec(data.text)![0]).searchParams.get("token");
    expect(JSON.stringify(await query("select * from auth.verification"))).not.toContain(token);
    const reset = (newPassword: string) =>
      open.send("POST", "/api/auth/reset-password", { body: { newPassword, token } });
    expect((await reset("short")).body.errors).toMatchObject([{ field: "newPassword" }]);
    expect((await reset("a new horse battery")).status).toBe(200);
    expect((await reset("a newer horse battery")).body.errors).toMatchObject([{ field: "token" }]);
    expect((await open.send("GET", "/api/me", { headers: { cookie } })).status).toBe(401);
    const signIn = (given: string) =>
      open.send("POST", "/api/auth/sign-in/email", { body: { email: "flo@example.test", password: given } });
    expect([(await signIn(password)).status, (await signIn("a new horse battery")).status]).toEqual([401, 200]);
    const told = await query(
      `select action, leaf::jsonb->>'reason' as reason from audit_event where organization_id = '00000000-0000-0000-0000-000000000000' and resource = 'user' and resource_id = (select id::text from auth."user" where email = 'flo@example.test') order by id`,
    );
    expect(told).toEqual([
      { action: "CREATE", reason: null },
      { action: "UPDATE", reason: "reset" },
    ]);
  });
});

describe("a new password of one's own", () => {
  test("takes the old one, and a session", async () => {
    const cookie = await open.signUp("Pat");
    const change = (currentPassword: string, headers: Record<string, string> = { cookie }) =>
      open.send("POST", "/api/auth/change-password", {
        body: { currentPassword, newPassword: "another horse battery" },
        headers,
      });
    expect((await change("wrong")).body.errors).toMatchObject([{ field: "currentPassword" }]);
    expect((await change(password, {})).status).toBe(401);
    expect((await change(password)).status).toBe(200);
    expect((await open.send("GET", "/api/me", { headers: { cookie } })).status).toBe(200);
  });
});

test("a person is made operator from the command line, once in the log", async () => {
  expect(await promote(open.db, "nobody@example.test")).toBe(false);
  expect([await promote(open.db, " ADA@example.test "), await promote(open.db, "ada@example.test")]).toEqual([
    true,
    true,
  ]);
  expect(
    await query(
      "select e.leaf::jsonb #>> '{actor,method}' as method, d.disclosure::jsonb #>> '{2,name}' as name from audit_event e join audit_disclosure d on d.event_id = e.id and d.name = 'actor' where e.organization_id = '00000000-0000-0000-0000-000000000000' and e.action = 'ROLE_CHANGE'",
    ),
  ).toEqual([{ method: "command_line", name: `${userInfo().username}@${hostname()}` }]);
  await expect
    .poll(async () => (await open.send("GET", "/api/me", { headers: { cookie: ada } })).body.operator)
    .toBe(true);
});
