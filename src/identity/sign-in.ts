import type { Origin } from "../access/caller.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import type { Act } from "./act.ts";
import { forward } from "./forward.ts";
import type { Parts } from "./parts.ts";
import { recordOfPerson } from "./person-log.ts";

export interface SignIn {
  email: string;
  password: string;
  rememberMe?: boolean;
  callbackURL?: string;
}

const write = { role: "nextcrm_auth", readOnly: false } as const;

/** Signs in, and answers as Better Auth does. Success and failure are in the log before anybody hears of them. */
export async function signIn(parts: Parts, body: SignIn, origin: Origin, cookie: string | null): Promise<Response> {
  try {
    const request = { path: "/sign-in/email", method: "POST", origin, cookie, body } as const;
    return await forward(parts, request, async (act, response) => {
      await recordNewSession(act, response, origin);
      // Whoever does not want to be remembered may sit at somebody else's computer.
      if (body.rememberMe !== false) response.headers.append("Set-Cookie", parts.devices.remember(cookie, body.email));
    });
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403))
      await recordFailure(parts, body.email, origin, error.status);
    throw error;
  }
}

/** Tells in the act that began it of the session that an answer hands out, and whether it does. */
export async function recordNewSession(act: Act, response: Response, origin: Origin): Promise<boolean> {
  const { token } = (await response.clone().json()) as { token?: string | null };
  if (!token) return false;
  const sql = await act.sql();
  const [session] = await sql.query<{ sessionId: string; userId: string; name: string; email: string }>(
    `select s.id as "sessionId", u.id as "userId", u.name, u.email from auth.session s join auth."user" u on u.id = s."userId" where s.token = $1`,
    [token],
  );
  if (!session) throw new Error("The session that has just begun is gone");
  await recordOfPerson(sql, { ...session, method: "password" }, origin, {
    action: "LOGIN",
    resource: "session",
    resourceId: session.sessionId,
  });
  return true;
}

async function recordFailure({ db }: Parts, email: string, origin: Origin, status: number): Promise<void> {
  const failure = { action: "LOGIN", resource: "session", outcome: "failure" } as const;
  await db.transaction(write, async (sql) => {
    const person = await findPerson(sql, email);
    if (!person)
      return appendOperatorEvent(sql, { type: "anonymous", userId: null, email, method: "password" }, origin, {
        ...failure,
        reason: "unknown account",
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
