import type { Origin } from "../../access/caller.ts";
import type { SecretBox } from "../../access/people.ts";
import type { Sql } from "../../ports/database.ts";
import { invalidField } from "../../problems.ts";
import type { Problem } from "../../problems.ts";
import { recordOfPerson } from "../person-log.ts";
import type { Person } from "../person-log.ts";
import { useRecoveryCode } from "./recovery-codes.ts";
import { stepOfCode } from "./totp.ts";

/** With what a person has passed the second step. */
export type SecondFactor = "code" | "recovery_code" | "trusted_browser";

/** A code that does not count. What the transaction has done is to be rolled back, and the failure told. */
export class CodeRefused extends Error {
  readonly problem: Problem;

  constructor(reason: string) {
    super(`The code ${reason}`);
    this.problem = invalidField("code", reason);
  }
}

/** Whether this is a code of an authenticator app, and no recovery code. */
export function isAppCode(given: string): boolean {
  return /^\d{6}$/.test(digitsOf(given));
}

/**
 * Accepts a code of the person's app, or one of their recovery codes, which then counts no more. Of two who give the
 * same code at the same time, one succeeds. Throws CodeRefused; answers null where there is no second factor.
 */
export async function acceptCode(
  sql: Sql,
  { secrets, now }: { secrets: SecretBox; now: Date },
  person: Person,
  origin: Origin,
  given: string,
): Promise<SecondFactor | null> {
  const { userId } = person;
  const [factor] = await sql.query<{ secret: Buffer; lastStep: number }>(
    `select secret, last_step as "lastStep" from auth.two_factor where user_id = $1 for update`,
    [userId],
  );
  if (!factor) return null;
  if (!isAppCode(given)) {
    const left = await useRecoveryCode(sql, userId, given);
    if (left === null) throw new CodeRefused("is wrong");
    await recordOfPerson(sql, person, origin, {
      action: "UPDATE",
      resource: "two_factor",
      resourceId: userId,
      changes: { recoveryCodesLeft: { from: left + 1, to: left } },
    });
    return "recovery_code";
  }
  const secret = secrets.open(userId, factor.secret);
  const step = secret ? stepOfCode(secret, digitsOf(given), now, factor.lastStep) : "wrong";
  if (step === "wrong") throw new CodeRefused("is wrong");
  if (step === "used") throw new CodeRefused("was used already: wait for the next one");
  await sql.query("update auth.two_factor set last_step = $2 where user_id = $1", [userId, step]);
  return "code";
}

/** Apps show `123 456`. */
export function digitsOf(given: string): string {
  return given.replaceAll(/\s/g, "");
}
