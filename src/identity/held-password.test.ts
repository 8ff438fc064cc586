import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { authenticator } from "../../tests/authenticator.ts";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password } from "../../tests/identity.ts";
import type { Answer, IdentityApp } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";
import { newId } from "../identifier.ts";

const { owner, serve } = await freshDatabase();
const query = (text: string) => withClient(owner, async (client) => (await client.query(text)).rows);

let app: IdentityApp;
beforeAll(async () => {
  app = await identityApp(serve);
  await query(`create function stand_still() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(hashtext(tg_argv[0])); return new; end $$`);
  await query(
    `create trigger stand_still before insert on auth.session for each row execute function stand_still('session')`,
  );
  await query(
    `create trigger stand_still before insert on audit_event for each row when (new.action = 'LOGIN') execute function stand_still('login')`,
  );
});
afterAll(() => app.close());

let email: string;
let cookie: string;
beforeEach(async () => {
  const name = `P${newId()}`;
  email = `${name.toLowerCase()}@example.test`;
  cookie = await app.signUp(name);
});

const post = (path: string, body: object) => app.send("POST", path, { body, headers: { cookie } });
const signIn = () => app.send("POST", "/api/auth/sign-in/email", { body: { email, password } });
const status = async (of: Answer) => (await app.send("GET", "/api/me", { headers: { cookie: of.cookie } })).status;

/** Resolves when that many connections wait for a lock. */
async function waiting(number: number): Promise<void> {
  const text =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename <> current_user";
  while ((await query(text)).length < number);
}

/** Does something while a sign-in stands still at a place; answers how the sign-in ended. */
function whileSigningIn(place: "session" | "login", act: () => Promise<void>, enter = signIn): Promise<Answer> {
  return withClient(owner, async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [place]);
    const signingIn = enter();
    await waiting(1);
    await act();
    await client.query("select pg_advisory_unlock(hashtext($1))", [place]);
    return signingIn;
  });
}

/** The second step of somebody who has taken the first. */
async function withCode(): Promise<() => Promise<Answer>> {
  const begun = await post("/api/me/two-factor/enrolment", { password });
  const phone = authenticator(begun.body.uri);
  const { body } = await post("/api/me/two-factor", { code: phone.next() });
  const first = await signIn();
  const headers = { cookie: first.cookie };
  return () => app.send("POST", "/api/auth/sign-in/second-factor", { body: { code: body.recoveryCodes[0] }, headers });
}

test("a password that is changed while a sign-in hashes it begins no session", async () => {
  const answer = await whileSigningIn("session", async () => {
    const change = { currentPassword: password, newPassword: "another horse battery", revokeOtherSessions: true };
    expect((await post("/api/auth/change-password", change)).status).toBe(200);
  });
  expect(answer).toMatchObject({ status: 401, cookie: "", body: { type: "/problems/invalid-credentials" } });
  const { body } = await app.send("GET", "/api/sessions", { headers: { cookie } });
  expect(body.data).toHaveLength(1);
});

test.each(["password", "code"])(
  "a session that a %s has just begun is there for the change that ends it",
  async (by) => {
    const enter = by === "password" ? signIn : await withCode();
    let changing: Promise<Answer> | undefined;
    const change = async () => {
      const body = { currentPassword: password, newPassword: "another horse battery", revokeOtherSessions: true };
      changing = post("/api/auth/change-password", body);
      await Promise.race([changing, waiting(2)]);
    };
    const answer = await whileSigningIn("login", change, enter);
    expect([answer.status, (await changing!).status]).toEqual([200, 200]);
    expect(await status(answer)).toBe(401);
  },
);

test("turning two-factor authentication on ends the session that is about to begin without it", async () => {
  const begun = await post("/api/me/two-factor/enrolment", { password });
  let turning: Promise<Answer> | undefined;
  const answer = await whileSigningIn("login", async () => {
    turning = post("/api/me/two-factor", { code: authenticator(begun.body.uri).next() });
    await Promise.race([turning, waiting(2)]);
  });
  expect([answer.status, (await turning!).status]).toEqual([200, 201]);
  expect(await status(answer)).toBe(401);
});
