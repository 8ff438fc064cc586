import type { Origin, SessionCaller } from "../../access/caller.ts";
import type { Reason } from "../../audit/event.ts";
import type { Services } from "../../api/services.ts";
import type { Sql } from "../../ports/database.ts";
import { invalidField } from "../../problems.ts";
import { recordOfPerson } from "../person-log.ts";
import { acceptCode, CodeRefused } from "./accept-code.ts";
import type { SecondFactor } from "./accept-code.ts";

const write = { role: "nextcrm_auth", readOnly: false } as const;

export interface Proof {
  password: string;
  /** Of the app, or a recovery code; needed where the person has a second factor. */
  code?: string | undefined;
}

type Proving = Pick<Services, "db" | "people" | "clock">;

/** Refuses a password that is not the person's, before any transaction; the log tells of it. */
export async function demandPassword(
  { db, people }: Proving,
  caller: SessionCaller,
  origin: Origin,
  password: string,
): Promise<void> {
  if (await people.isPassword(caller.userId, password)) return;
  await recordRefusal(db, caller, origin, "wrong password");
  throw invalidField("password", "is wrong");
}

/**
 * Does what takes a proof that it is the person who asks: their password, and a code where they have a second factor.
 * A code that was given is used up exactly if what it was for is done.
 */
export async function proven<T>(
  services: Proving,
  caller: SessionCaller,
  origin: Origin,
  { password, code }: Proof,
  act: (sql: Sql, secondFactor: SecondFactor | null) => Promise<T>,
): Promise<T> {
  await demandPassword(services, caller, origin, password);
  const { db, people, clock } = services;
  const by = { ...caller, method: "session" } as const;
  try {
    return await db.transaction(write, async (sql) => {
      const given = { secrets: people.secrets, now: clock.now() };
      const accepted = code === undefined ? null : await acceptCode(sql, given, by, origin, code);
      if (code === undefined && (await hasTwoFactor(sql, caller.userId)))
        throw invalidField("code", "is needed: you have two-factor authentication");
      return act(sql, accepted);
    });
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    await recordRefusal(db, caller, origin, "wrong code");
    throw error.problem;
  }
}

export async function hasTwoFactor(sql: Sql, userId: string): Promise<boolean> {
  const [row] = await sql.query<{ has: boolean }>("select auth.has_two_factor($1) as has", [userId]);
  return row!.has;
}

/** Tells of somebody with a session who could not prove that they are its person. */
export async function recordRefusal(
  db: Services["db"],
  caller: SessionCaller,
  origin: Origin,
  reason: Reason,
): Promise<void> {
  const entry = { action: "LOGIN", resource: "session", resourceId: caller.sessionId } as const;
  await db.transaction(write, (sql) =>
    recordOfPerson(sql, { ...caller, method: "session" }, origin, { ...entry, outcome: "failure", reason }),
  );
}

/** Keeps that the session's person has just proved who they are. */
export async function keepProof(sql: Sql, { sessionId }: SessionCaller, secondFactor: SecondFactor | null) {
  await sql.query(
    `insert into auth.session_proof (session_id, second_factor, proved_at) values ($1, $2, clock_timestamp())
    on conflict (session_id) do update set second_factor = coalesce(excluded.second_factor, session_proof.second_factor), proved_at = excluded.proved_at`,
    [sessionId, secondFactor],
  );
}
