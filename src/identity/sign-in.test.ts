import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password, secret } from "../../tests/identity.ts";
import type { IdentityApp } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";

const { owner, serve } = await freshDatabase();
const query = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query(text, parameters)).rows);

let app: IdentityApp;
let ada: string;
beforeAll(async () => {
  app = await identityApp(serve, { limits: { address: { limit: 10_000, windowSeconds: 60 } } });
  ada = await app.signUp("Ada");
  await app.send("POST", "/api/organizations", { body: { name: "Acme" }, headers: { cookie: ada } });
});
afterAll(() => app.close());

const signIn = (email: string, given = password, address?: string, headers?: Record<string, string>) =>
  app.send("POST", "/api/auth/sign-in/email", {
    body: { email, password: given },
    ...(address && { address }),
    ...(headers && { headers }),
  });
const problem = (kind: string) => expect.objectContaining({ type: `/problems/${kind}` });
const freshAddress = (() => {
  let last = 0;
  return () => `198.51.100.${last++}`;
})();

describe("how often", () => {
  test("ten attempts on an account in a quarter of an hour, wherever they come from and however it is written", async () => {
    const spellings = ["victim@example.test", "VICTIM@example.test", " victim@Example.test "];
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await signIn(spellings[attempt % 3]!, "wrong", freshAddress())).status).toBe(401);
    }
    const denied = await signIn("victim@example.test", password, freshAddress());
    expect(denied.status).toBe(429);
    expect(denied.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(denied.body["violated-policies"]).toEqual(["sign-in"]);
    expect((await signIn("ada@example.test", password, freshAddress())).status).toBe(200);
  });

  test("a session of one's own gives no further attempts on another account", async () => {
    const as = () => signIn("target@example.test", "wrong", freshAddress(), { cookie: ada });
    for (let attempt = 0; attempt < 10; attempt++) expect((await as()).status).toBe(401);
    expect((await as()).body["violated-policies"]).toEqual(["sign-in"]);
    expect((await signIn("target@example.test", "wrong", freshAddress())).status).toBe(429);
  });

  test("strangers who use up an account's attempts do not lock out a browser that it knows", async () => {
    const windowSeconds = 900;
    const few = { "sign-in": { limit: 3, windowSeconds }, "sign-in-device": { limit: 3, windowSeconds } };
    const small = await identityApp(serve, { limits: few });
    const signIn = (email: string, given: string, address: string, headers: Record<string, string> = {}) =>
      small.send("POST", "/api/auth/sign-in/email", { body: { email, password: given }, address, headers });
    await small.signUp("Grace");
    const email = "grace@example.test";
    const known = (await signIn(email, password, freshAddress())).cookie;
    expect(known).toMatch(/nextcrm_device=/);
    const device = known.split("; ").find((cookie) => cookie.startsWith("nextcrm_device="))!;
    for (let attempt = 0; attempt < 3; attempt++) await signIn(email, "wrong", freshAddress());
    expect((await signIn(email, password, freshAddress())).status).toBe(429);
    const again = await signIn(email, password, freshAddress(), { cookie: device });
    expect(again.status).toBe(200);
    expect(again.cookie).toContain(device);

    // Its own attempts are counted as well, and it is known to this account only.
    for (let attempt = 0; attempt < 2; attempt++)
      expect((await signIn(email, "wrong", freshAddress(), { cookie: device })).status).toBe(401);
    const denied = await signIn(email, password, freshAddress(), { cookie: device });
    expect(denied.body["violated-policies"]).toEqual(["sign-in-device"]);
    for (let attempt = 0; attempt < 3; attempt++)
      await signIn("alan@example.test", "wrong", freshAddress(), { cookie: device });
    const other = await signIn("alan@example.test", password, freshAddress(), { cookie: device });
    expect(other.body["violated-policies"]).toEqual(["sign-in"]);
    await small.close();
  });

  test.each(["x", "%%", "AAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", "A".repeat(5_000)])(
    "a device cookie of one's own making is none: %s",
    async (value) => {
      const email = `${value.length}@example.test`;
      const attempt = () => signIn(email, "wrong", freshAddress(), { cookie: `nextcrm_device=${value}` });
      for (let count = 0; count < 10; count++) expect((await attempt()).status).toBe(401);
      expect((await attempt()).body["violated-policies"]).toEqual(["sign-in"]);
    },
  );

  test("five mails an hour to one account, wherever they are asked for", async () => {
    const ask = (path: string) =>
      app.send("POST", path, { body: { email: "heidi@example.test" }, address: freshAddress() });
    for (let count = 0; count < 5; count++) expect((await ask("/api/auth/request-password-reset")).status).toBe(200);
    expect((await ask("/api/auth/request-password-reset")).body["violated-policies"]).toEqual(["mail-account"]);
  });

  test("sixty from an address, whatever the accounts", async () => {
    const small = await identityApp(serve, { limits: { "sign-in-address": { limit: 3, windowSeconds: 900 } } });
    const from = (address: string, at: number) =>
      small.send("POST", "/api/auth/sign-in/email", {
        body: { email: `no${at}@example.test`, password: "x" },
        address,
      });
    const statuses = [];
    for (let at = 0; at < 4; at++) statuses.push((await from("2001:db8::1", at)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await from("2001:db8::ffff", 9)).status).toBe(429);
    expect((await from("2001:db8:0:1::1", 9)).status).toBe(401);
    await small.close();
  });

  test("a denied attempt is not hashed: it answers at once and leaves no event", async () => {
    // Nothing refills while the test runs.
    const small = await identityApp(serve, { limits: { "sign-in": { limit: 1, windowSeconds: 86_400 } } });
    const attempt = () =>
      small.send("POST", "/api/auth/sign-in/email", {
        body: { email: "hasty@example.test", password: "wrong" },
        address: freshAddress(),
      });
    expect((await attempt()).status).toBe(401);
    const events = () =>
      query("select count(*) from audit_event where organization_id = '00000000-0000-0000-0000-000000000000'");
    const before = await events();
    const taken: number[] = [];
    for (let time = 0; time < 5; time++) {
      const started = performance.now();
      expect((await attempt()).status).toBe(429);
      taken.push(performance.now() - started);
    }
    // A machine may be busy with something else now and then; hashing would take as long every time.
    expect(Math.min(...taken)).toBeLessThan(50);
    expect(await events()).toEqual(before);
    await small.close();
  });

  test("what is no sign-in at all is paid for too", async () => {
    const small = await identityApp(serve, { limits: { address: { limit: 2, windowSeconds: 900 } } });
    const nonsense = () => small.send("POST", "/api/auth/nonsense", { body: [] });
    expect([(await nonsense()).status, (await nonsense()).status, (await nonsense()).status]).toEqual([404, 404, 429]);
    await small.close();
  });
});

describe("from where", () => {
  test.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "http://localhost:3000", "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }, 200],
  ])("%j: %i", async (headers, status) => {
    expect(
      (await signIn("ada@example.test", password, freshAddress(), headers as unknown as Record<string, string>)).status,
    ).toBe(status);
  });

  test("a program, which says nothing of where it comes from, may sign in, but not act for a session", async () => {
    const silent = (path: string, cookie?: string) =>
      new Request(`http://localhost:3000${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(cookie && { cookie }) },
        body: JSON.stringify(path.includes("sign-in") ? { email: "ada@example.test", password } : {}),
      });
    const origin = {
      requestId: "-",
      method: "POST",
      route: "-",
      ip: freshAddress(),
      ipSource: "socket",
      userAgent: null,
    };
    expect((await app.handleAuth(silent("/api/auth/sign-in/email"), origin, () => undefined)).status).toBe(200);
    await expect(app.handleAuth(silent("/api/auth/sign-out", ada), origin, () => undefined)).rejects.toMatchObject({
      kind: "cross-site-request",
    });
  });
});

describe("what is answered", () => {
  test("a wrong password and an unknown account look the same", async () => {
    const [wrong, unknown] = [
      await signIn("ada@example.test", "wrong", freshAddress()),
      await signIn("nobody@example.test", "wrong", freshAddress()),
    ];
    const comparable = ({ status, body, headers }: typeof wrong) => ({
      status,
      type: headers.get("content-type"),
      body: { ...body, requestId: "" },
    });
    expect(comparable(wrong)).toEqual(comparable(unknown));
    expect(wrong.body).toEqual(problem("invalid-credentials"));
  });

  test.each([
    [{}, ["email", "password"]],
    [{ email: "no address", password: "x" }, ["email"]],
    [{ email: "a@b.test", password: "x", admin: true }, ["admin"]],
    [{ email: "a@b.test", password: "x".repeat(129) }, ["password"]],
    [[], ["body"]],
  ])("bad input %j is a problem that names %j", async (body, fields) => {
    const answer = await app.send("POST", "/api/auth/sign-in/email", { body, address: freshAddress() });
    expect(answer).toMatchObject({ status: 400, body: problem("invalid-input") });
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
  });

  test.each([
    "/update-user",
    "/delete-user",
    "/change-email",
    "/list-sessions",
    "/revoke-session",
    "/sign-in/social",
    "/error",
    "/ok",
    "",
    "/../me",
  ])("%s is out of reach", async (path) => {
    const answer = await app.send("POST", `/api/auth${path}`, { body: {}, headers: { cookie: ada } });
    expect([404, 405]).toContain(answer.status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a method that a route does not take", async () => {
    const answer = await app.send("GET", "/api/auth/sign-in/email");
    expect(answer).toMatchObject({ status: 405, body: problem("method-not-allowed") });
    expect(answer.headers.get("allow")).toBe("POST");
  });

  test("a success is Better Auth's, behind our limits and security fields", async () => {
    const answer = await signIn("ada@example.test", password, freshAddress());
    expect(answer.body).toMatchObject({ redirect: false, user: { email: "ada@example.test", name: "Ada" } });
    expect(answer.headers.get("ratelimit")).toMatch(
      /"address";r=\d+;t=\d+, "sign-in";r=\d+;t=\d+, "sign-in-address";r=/,
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("the cookie", () => {
  const flagsOf = ({ headers }: { headers: Headers }) => headers.getSetCookie()[0]!.split("; ").slice(1).toSorted();

  test("over plain HTTP", async () => {
    const answer = await signIn("ada@example.test", password, freshAddress());
    expect(answer.cookie).toMatch(/^nextcrm_session=/);
    expect(flagsOf(answer)).toEqual(["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Lax"]);
  });

  test("over HTTPS", async () => {
    const secure = await identityApp(serve, { publicUrl: "https://crm.example" });
    const answer = await secure.send("POST", "/api/auth/sign-in/email", {
      body: { email: "ada@example.test", password },
    });
    expect(answer.cookie).toMatch(/^__Host-nextcrm_session=/);
    expect(flagsOf(answer)).toEqual(["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Lax", "Secure"]);
    expect((await secure.send("GET", "/api/me", { headers: { cookie: answer.cookie } })).status).toBe(200);
    const renamed = answer.cookie.replace("__Host-", "");
    expect((await secure.send("GET", "/api/me", { headers: { cookie: renamed } })).status).toBe(401);
    await secure.close();
  });

  test("of whoever does not want to be remembered ends with the browser, after a day at the latest", async () => {
    const body = { email: "ada@example.test", password, rememberMe: false };
    const answer = await app.send("POST", "/api/auth/sign-in/email", { body, address: freshAddress() });
    expect(answer.headers.getSetCookie().some((cookie) => /Max-Age/.test(cookie))).toBe(false);
    const { data } = (await app.send("GET", "/api/sessions", { headers: { cookie: answer.cookie } })).body;
    const { createdAt, expiresAt } = data.find((session: { current: boolean }) => session.current);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeLessThanOrEqual(86_400_000 + 1_000);
  });

  test("counts with its signature only: the tokens in the database open nothing", async () => {
    const tokens = (await query("select token from auth.session")) as { token: string }[];
    const me = (value: string) =>
      app.send("GET", "/api/me", { headers: { cookie: `nextcrm_session=${encodeURIComponent(value)}` } });
    const { token } = tokens[0]!;
    const sign = (key: string) => `${token}.${createHmac("sha256", key).update(token).digest("base64")}`;
    for (const forged of [token, `${token}.`, sign("another secret"), `x${sign(secret)}`])
      expect((await me(forged)).status).toBe(401);
    expect((await me(sign(secret))).status).toBe(200);
    const refused = await me(token);
    expect(refused.body).toEqual(problem("invalid-credentials"));
    expect(refused.headers.getSetCookie()[0]).toMatch(/^nextcrm_session=; Max-Age=0/);
  });

  test("of a session that has ended does not keep anybody from what is open to all", async () => {
    expect((await app.send("GET", "/api/setup", { headers: { cookie: "nextcrm_session=gone.gone" } })).status).toBe(
      200,
    );
  });

  test("a credential that is none is refused, not ignored", async () => {
    for (const authorization of ["Bearer nck_wrong", `Bearer nck_${"x".repeat(43)}`, "Basic YTpi", "Bearer "]) {
      const answer = await app.send("GET", "/api/me", { headers: { authorization, cookie: ada } });
      expect(answer).toMatchObject({ status: 401, body: problem("invalid-credentials") });
    }
  });
});

describe("what the log says", () => {
  const logins = (where: string, parameters: unknown[] = []) =>
    query(
      `select e.outcome, e.leaf::jsonb->>'reason' as reason, e.leaf::jsonb->'actor' as actor, e.leaf::jsonb->'context' as context, d.disclosure::jsonb->2 as who from audit_event e
      join audit_disclosure d on d.event_id = e.id and d.name = 'actor' where e.organization_id <> '00000000-0000-0000-0000-000000000000' and e.action = 'LOGIN' and ${where} order by e.id desc`,
      parameters,
    );

  test("a sign-in is in the log of each of the person's organizations, with the address that we saw", async () => {
    const sue = await app.signUp("Sue");
    for (const name of ["One", "Two"])
      await app.send("POST", "/api/organizations", { body: { name }, headers: { cookie: sue } });
    await signIn("sue@example.test", password, "203.0.113.9", { "x-forwarded-for": "8.8.8.8", "user-agent": "test" });
    const told = await logins("e.actor_id = (select id from auth.\"user\" where email = 'sue@example.test')");
    expect(told).toHaveLength(2);
    for (const event of told) {
      expect(event).toMatchObject({
        outcome: "success",
        actor: { type: "user", role: "owner", method: "password" },
        who: { name: "Sue", email: "sue@example.test", ip: "203.0.113.9", userAgent: "test" },
      });
      expect(event.context).toMatchObject({ route: "POST /api/auth/sign-in/email", ipSource: "socket" });
    }
    expect(await query(`select distinct "ipAddress" from auth.session s where s."userAgent" = 'test'`)).toEqual([
      { ipAddress: "203.0.113.9" },
    ]);
  });

  test("a failed one too, never with the password", async () => {
    await signIn("ada@example.test", "hunter2-secret", freshAddress());
    expect((await logins("e.outcome = 'failure'"))[0]).toMatchObject({
      reason: "wrong password",
      who: { email: "ada@example.test" },
    });
    await signIn("ghost@example.test", "hunter2-secret", freshAddress());
    const [unknown] = await query(
      "select e.*, e.leaf::jsonb->>'reason' as reason, e.leaf::jsonb->'actor' as actor, d.disclosure from audit_event e join audit_disclosure d on d.event_id = e.id and d.name = 'said' where e.organization_id = '00000000-0000-0000-0000-000000000000' order by e.id desc limit 1",
    );
    expect(unknown).toMatchObject({
      action: "LOGIN",
      outcome: "failure",
      reason: "unknown account",
      actor: { type: "anonymous" },
      actor_id: null,
    });
    expect(unknown.disclosure).toContain("ghost@example.test");
    const everything = await query("select string_agg(disclosure, '') as text from audit_disclosure");
    expect(everything[0].text).not.toContain("hunter2");
  });

  test("a session whose beginning cannot be told does not begin", async () => {
    await query("alter table audit_event add constraint no_logins check (action <> 'LOGIN') not valid");
    const sessions = () =>
      query(
        `select count(*) from auth.session s join auth."user" u on u.id = s."userId" where u.email = 'sue@example.test'`,
      );
    const before = await sessions();
    const answer = await signIn("sue@example.test", password, freshAddress());
    await query("alter table audit_event drop constraint no_logins");
    expect(answer.status).toBe(500);
    expect(answer.cookie).toBe("");
    expect(await sessions()).toEqual(before);
  });
});
