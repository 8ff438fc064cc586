import { randomBytes } from "node:crypto";
import type { Origin, SessionCaller } from "../../access/caller.ts";
import type { Services } from "../../api/services.ts";
import type { Sql } from "../../ports/database.ts";
import { Problem } from "../../problems.ts";
import { twoFactorMail } from "../mails.ts";
import { recordOfPerson } from "../person-log.ts";
import { holdOffSignIns } from "../held-password.ts";
import { endOtherSessions } from "../sessions.ts";
import { CodeRefused, digitsOf } from "./accept-code.ts";
import { demandPassword, hasTwoFactor, keepProof, recordRefusal } from "./prove.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { base32, keyUri, stepOfCode } from "./totp.ts";

const write = { role: "nextcrm_auth", readOnly: false } as const;
/** As RFC 4226 recommends: 160 bits. */
const secretBytes = 20;

type Enrolling = Pick<Services, "db" | "people" | "clock">;

/** Gives a person a secret to put into an app. Nothing is in force until a code of it comes back. */
export async function beginEnrolment(
  services: Enrolling,
  caller: SessionCaller,
  origin: Origin,
  password: string,
): Promise<{ secret: string; uri: string }> {
  await demandPassword(services, caller, origin, password);
  const secret = randomBytes(secretBytes);
  await services.db.transaction(write, async (sql) => {
    if (await hasTwoFactor(sql, caller.userId)) throw enabledAlready();
    await sql.query(
      "insert into auth.two_factor_enrolment (user_id, secret) values ($1, $2) on conflict (user_id) do update set secret = excluded.secret, created_at = now()",
      [caller.userId, services.people.secrets.seal(caller.userId, secret)],
    );
  });
  return { secret: base32(secret), uri: keyUri(secret, caller.email) };
}

interface Enrolled {
  recoveryCodes: string[];
  /** What ended with it. */
  endedSessions: string[];
}

/** Puts the secret in force whose code is given. Sessions elsewhere end, since they began without one. */
export async function finishEnrolment(
  { db, people, clock }: Enrolling,
  caller: SessionCaller,
  origin: Origin,
  code: string,
): Promise<Enrolled> {
  try {
    return await db.transaction(write, async (sql) => {
      await holdOffSignIns(sql, caller.userId);
      const secret = people.secrets.open(caller.userId, await pendingSecret(sql, caller.userId));
      const step = secret ? stepOfCode(secret, digitsOf(code), clock.now(), -1) : "wrong";
      if (typeof step === "string") throw new CodeRefused("is wrong");
      await sql.query("insert into auth.two_factor (user_id, secret, last_step) values ($1, $2, $3)", [
        caller.userId,
        people.secrets.seal(caller.userId, secret!),
        step,
      ]);
      await sql.query("delete from auth.two_factor_enrolment where user_id = $1", [caller.userId]);
      const recoveryCodes = await renewRecoveryCodes(sql, caller.userId);
      await keepProof(sql, caller, "code");
      await recordTwoFactor(sql, caller, origin, "CREATE");
      return { recoveryCodes, endedSessions: await endOtherSessions(sql, caller, origin) };
    });
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    await recordRefusal(db, caller, origin, "wrong code");
    throw error.problem;
  }
}

async function pendingSecret(sql: Sql, userId: string): Promise<Buffer> {
  const [pending] = await sql.query<{ secret: Buffer }>(
    "select secret from auth.two_factor_enrolment where user_id = $1 and created_at > now() - interval '1 hour' for update",
    [userId],
  );
  if (pending) return pending.secret;
  if (await hasTwoFactor(sql, userId)) throw enabledAlready();
  throw new Problem("conflict", "This was begun too long ago. Begin again.");
}

/** Takes a person's second factor away, their recovery codes and trusted browsers with it, and tells them by mail. */
export async function disable(
  sql: Sql,
  { jobs }: Pick<Services, "jobs">,
  caller: SessionCaller,
  origin: Origin,
): Promise<void> {
  await sql.query("delete from auth.two_factor where user_id = $1", [caller.userId]);
  await recordTwoFactor(sql, caller, origin, "DELETE");
  await jobs.enqueue(sql, "send-mail", twoFactorMail(caller, "disabled"));
}

export function recordTwoFactor(
  sql: Sql,
  caller: SessionCaller,
  origin: Origin,
  action: "CREATE" | "UPDATE" | "DELETE",
): Promise<void> {
  const entry = { action, resource: "two_factor", resourceId: caller.userId } as const;
  return recordOfPerson(sql, { ...caller, method: "session" }, origin, entry);
}

function enabledAlready(): Problem {
  return new Problem("already-exists", "You have two-factor authentication already. Turn it off first.");
}
