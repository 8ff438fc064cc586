import { createEmailVerificationToken } from "better-auth/api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withClient } from "../adapters/client.ts";
import { newId } from "../identifier.ts";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password, secret } from "../../tests/identity.ts";
import type { Answer, IdentityApp } from "../../tests/identity.ts";
import { Act } from "./act.ts";
import { verificationDigest } from "./credentials.ts";

const database = await freshDatabase();
const newPassword = "another horse battery";
let app: IdentityApp;
let person: { name: string; email: string; cookie: string };

beforeAll(async () => {
  app = await identityApp(database.serve);
});
afterAll(() => app.close());
beforeEach(async () => {
  const name = `P${newId()}`;
  person = { name, email: `${name.toLowerCase()}@example.test`, cookie: await app.signUp(name) };
});

function query(text: string, parameters: unknown[] = []) {
  return withClient(database.owner, async (client) => {
    await client.query("set role nextcrm_owner");
    return (await client.query(text, parameters)).rows;
  });
}

const body = (given: object) => ({ body: given, headers: { cookie: person.cookie } });
const userId = async () => (await query(`select id from auth."user" where email = $1`, [person.email]))[0].id as string;
const signIn = (given: string) =>
  app.send("POST", "/api/auth/sign-in/email", { body: { email: person.email, password: given } });

async function resetToken(): Promise<string> {
  const text = `insert into auth.verification (id, identifier, value, "expiresAt") values ($1, $2, $3, now() + interval '1 hour')`;
  const token = newId();
  await query(text, [newId(), verificationDigest(`reset-password:${token}`), await userId()]);
  return token;
}

/** Each act, as it is asked for once it is prepared. */
const acts: Record<string, () => Promise<() => Promise<Answer>>> = {
  "signing up": async () => () =>
    app.send("POST", "/api/auth/sign-up/email", { body: { name: "N", email: "never@example.test", password } }),
  "signing in": async () => () => signIn(password),
  "signing out": async () => () => app.send("POST", "/api/auth/sign-out", body({})),
  "a change of password": async () => {
    await signIn(password);
    const given = { currentPassword: password, newPassword, revokeOtherSessions: true };
    return () => app.send("POST", "/api/auth/change-password", body(given));
  },
  "a reset of the password": async () => {
    const token = await resetToken();
    return () => app.send("POST", "/api/auth/reset-password", { body: { token, newPassword } });
  },
  "the confirmation of an address": async () => {
    const token = await createEmailVerificationToken(secret, person.email);
    return () => app.send("GET", `/api/auth/verify-email?token=${token}`);
  },
  "a change of name": async () => () => app.send("PATCH", "/api/me", body({ name: "Another" })),
  "the end of another session": async () => {
    await signIn(password);
    return () => app.send("DELETE", "/api/sessions", body({}));
  },
};

/** All that an act could leave behind. */
const everything = () =>
  query(`select
    (select json_agg(u order by u.id) from auth."user" u) as users,
    (select json_agg(a order by a.id) from auth.account a) as accounts,
    (select json_agg(s order by s.id) from auth.session s) as sessions,
    (select json_agg(v order by v.id) from auth.verification v) as tokens,
    (select count(*) from audit_event) as events`);

describe.each(Object.entries(acts))("%s", (_, prepare) => {
  test("does not happen when its event cannot be written, and can be asked for again", async () => {
    const ask = await prepare();
    const before = await everything();
    await query(
      "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'a secret reason'; end $$",
    );
    await query("create trigger refuse before insert on audit_event for each row execute function refuse()");
    const refused = await ask();
    await query("drop function refuse cascade");
    expect(refused).toMatchObject({ status: 500, body: { type: "/problems/internal-error" }, cookie: "" });
    expect(JSON.stringify(refused.body)).not.toMatch(/secret|refuse|at .*:\d/);
    expect(await everything()).toEqual(before);

    expect((await ask()).status).toBeLessThan(300);
    expect(await everything()).not.toEqual(before);
  });
});

test("accounts, sessions and operators are not changed without an event, whatever the program does", async () => {
  const id = await userId();
  const statements = [
    `update auth."user" set name = 'X' where id = '${id}'`,
    `delete from auth."user" where id = '${id}'`,
    `update auth.account set password = 'X' where "userId" = '${id}'`,
    `delete from auth.session where "userId" = '${id}'`,
    `insert into auth.session (id, "expiresAt", token, "userId") values ('${newId()}', now() + interval '1 day', 'T', '${id}')`,
    `insert into auth.operator (user_id) values ('${id}')`,
  ];
  for (const text of statements) {
    const done = app.db.transaction({ role: "nextcrm_auth", readOnly: false }, (sql) => sql.query(text));
    await expect(done).rejects.toThrow("without an audit event");
  }
});

test("a session that has run out goes without an event, and its use prolongs it without one", async () => {
  const write = (text: string) =>
    app.db.transaction({ role: "nextcrm_auth", readOnly: false }, (sql) => sql.query(text, [person.email]));
  const theirs = `where "userId" = (select id from auth."user" where email = $1)`;
  await write(`update auth.session set "expiresAt" = now() - interval '1 second' ${theirs}`);
  await write(`delete from auth.session ${theirs}`);
});

test("an act for which there is no connection is given up without ending the process", async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on("unhandledRejection", note);
  const act = new Act({ ...app.db, transaction: () => Promise.reject(new Error("There is no connection")) });
  await expect(act.sql()).rejects.toThrow("There is no connection");
  await act.rollback();
  // Node tells of rejections without a handler behind the microtasks of a turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(rejections).toEqual([]);
});
