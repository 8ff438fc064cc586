import type { Origin } from "../access/caller.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { forward, wrongPassword } from "./forward.ts";
import { holdPassword, passwordHashOf } from "./held-password.ts";
import type { Parts } from "./parts.ts";
import { findNewSession, recordLogin } from "./new-session.ts";
import type { NewSession } from "./new-session.ts";
import { recordOfPerson } from "./person-log.ts";
import { challengedState } from "./two-factor/challenge.ts";
import { askForCode, CodeNeeded } from "./two-factor/second-step.ts";
import { isTrusted } from "./two-factor/trusted-browsers.ts";

export interface SignIn {
  email: string;
  password: string;
  rememberMe?: boolean;
  callbackURL?: string;
}

const write = { role: "nextcrm_auth", readOnly: false } as const;

/**
 * Signs in, and answers as Better Auth does; who has a second factor gets a 202 and no session yet. Success and failure
 * are in the log before anybody hears of them.
 */
export async function signIn(parts: Parts, body: SignIn, origin: Origin, cookie: string | null): Promise<Response> {
  try {
    const checked = await passwordHashOf(parts.db, body.email);
    const request = { path: "/sign-in/email", method: "POST", origin, cookie, body } as const;
    return await forward(parts, request, async (act, response) => {
      const session = await findNewSession(act, response);
      if (session) {
        // Hashing takes long enough to change the password meanwhile, which ends the sessions that it sees.
        if ((await holdPassword(await act.sql(), session.userId)) !== checked) throw wrongPassword();
        await enterWith(parts, session, origin, cookie, await act.sql());
      }
      // Whoever does not want to be remembered may sit at somebody else's computer.
      if (body.rememberMe !== false) response.headers.append("Set-Cookie", parts.devices.remember(cookie, body.email));
    });
  } catch (error) {
    if (error instanceof CodeNeeded) return askForCode(parts, error, body.rememberMe !== false, origin);
    if (error instanceof Problem && (error.status === 401 || error.status === 403))
      await recordFailure(parts, body.email, origin, error.status);
    throw error;
  }
}

/** Tells of the session that the right password has begun. Throws CodeNeeded where that is not enough. */
async function enterWith(
  { cookies }: Parts,
  session: NewSession,
  origin: Origin,
  cookie: string | null,
  sql: Sql,
): Promise<void> {
  const state = await challengedState(sql, session.userId);
  if (state === null) return recordLogin(sql, session, origin);
  if (!(await isTrusted(sql, cookies, cookie, session.userId))) throw new CodeNeeded(session, state);
  await recordLogin(sql, session, origin, "trusted_browser");
}

/** Whether this is the person's password. Hashing takes a while. */
export async function isPasswordOf({ auth, db }: Parts, userId: string, password: string): Promise<boolean> {
  const [account] = await db.transaction({ ...write, readOnly: true }, (sql) =>
    sql.query<{ hash: string | null }>(
      `select password as hash from auth.account where "userId" = $1 and "providerId" = 'credential'`,
      [userId],
    ),
  );
  const hash = account?.hash ?? null;
  return hash !== null && (await auth.$context).password.verify({ hash, password });
}

async function recordFailure({ db }: Parts, email: string, origin: Origin, status: number): Promise<void> {
  const failure = { action: "LOGIN", resource: "session", outcome: "failure" } as const;
  await db.transaction(write, async (sql) => {
    const person = await findPerson(sql, email);
    if (!person)
      // In words, by which it is found when the address is to be forgotten: nobody's id stands for it.
      return appendOperatorEvent(sql, { type: "anonymous", userId: null, method: "password" }, origin, {
        ...failure,
        reason: "unknown account",
        said: { details: { email } },
      });
    const reason = status === 403 ? "address not confirmed" : "wrong password";
    await recordOfPerson(sql, { ...person, method: "password" }, origin, { ...failure, reason });
  });
}

export async function findPerson(
  sql: Sql,
  email: string,
): Promise<{ userId: string; name: string; email: string } | undefined> {
  const [person] = await sql.query<{ userId: string; name: string; email: string }>(
    `select id as "userId", name, email from auth."user" where email = $1`,
    [email],
  );
  return person;
}
