import type { Origin } from "../access/caller.ts";
import type { Sql } from "../ports/database.ts";
import type { Act } from "./act.ts";
import { recordOfPerson } from "./person-log.ts";
import type { SecondFactor } from "./two-factor/accept-code.ts";

export interface NewSession {
  sessionId: string;
  userId: string;
  name: string;
  email: string;
}

/** The session that an answer of Better Auth's hands out, in the act that began it; undefined where there is none. */
export async function findNewSession(act: Act, response: Response): Promise<NewSession | undefined> {
  const { token } = (await response.clone().json()) as { token?: string | null };
  if (!token) return undefined;
  const [session] = await (
    await act.sql()
  ).query<NewSession>(
    `select s.id as "sessionId", u.id as "userId", u.name, u.email from auth.session s join auth."user" u on u.id = s."userId" where s.token = $1`,
    [token],
  );
  if (!session) throw new Error("The session that has just begun is gone");
  return session;
}

/** Tells of a session that has begun, and keeps with what it did besides the password. */
export async function recordLogin(
  sql: Sql,
  session: NewSession,
  origin: Origin,
  secondFactor?: SecondFactor,
): Promise<void> {
  if (secondFactor !== undefined)
    await sql.query(
      "insert into auth.session_proof (session_id, second_factor, proved_at) values ($1, $2, clock_timestamp())",
      [session.sessionId, secondFactor],
    );
  await recordOfPerson(sql, { ...session, method: "password" }, origin, {
    action: "LOGIN",
    resource: "session",
    resourceId: session.sessionId,
    ...(secondFactor !== undefined && { details: { secondFactor } }),
  });
}
