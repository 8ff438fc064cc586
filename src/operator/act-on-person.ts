import type { Services } from "../api/services.ts";
import { twoFactorMail } from "../identity/mails.ts";
import { takeTwoFactorAway } from "../identity/two-factor/reset.ts";
import { Problem } from "../problems.ts";
import type { Somebody } from "./people.ts";

/** Ends all sessions of a person; answers how many there were. */
export async function endSessionsOf({ sql, person, tell }: Somebody): Promise<number> {
  const ended = await sql.query(`delete from auth.session where "userId" = $1 returning 1`, [person.userId]);
  await tell(
    { action: "LOGOUT", resource: "session", reason: "revoked", details: { endedSessions: ended.length } },
    "everywhere",
  );
  return ended.length;
}

/** Takes the second factor of somebody away who has lost it; a mail tells them. Throws a Problem where they have none. */
export async function resetSecondFactor(
  { jobs }: Pick<Services, "jobs">,
  { sql, operator, person, tell }: Somebody,
): Promise<void> {
  // Elsewhere that takes the password and a code.
  if (person.userId === operator.userId)
    throw new Problem("conflict", "Take your own away in your settings; where it is lost, another operator does.");
  const endedSessions = await takeTwoFactorAway(sql, person.userId);
  if (endedSessions === null) throw new Problem("conflict", "This person has no two-factor authentication.");
  await tell({ action: "DELETE", resource: "two_factor", reason: "reset", details: { endedSessions } }, "everywhere");
  await jobs.enqueue(sql, "send-mail", twoFactorMail(person, "reset"));
}

/** Makes somebody an operator, or no more; their keys end with that. Throws a Problem for the last one. */
export async function setOperator({ sql, person, tell }: Somebody, operator: boolean): Promise<void> {
  // Of two who demote each other, one comes second and sees that nobody would be left.
  await sql.query("lock table auth.operator in share row exclusive mode");
  const [now] = await sql.query<{ is: boolean; others: boolean }>(
    `select exists (select from auth.operator where user_id = $1) as is,
      exists (select from auth.operator where user_id <> $1) as others`,
    [person.userId],
  );
  if (now!.is === operator) return tell({ action: "ROLE_CHANGE", resource: "user", changes: {} });
  if (!operator && !now!.others) throw new Problem("conflict", "Without this operator there would be none.");
  const text = operator
    ? "insert into auth.operator (user_id) values ($1)"
    : "delete from auth.operator where user_id = $1";
  await sql.query(text, [person.userId]);
  await tell({
    action: "ROLE_CHANGE",
    resource: "user",
    changes: { operator: { from: !operator, to: operator } },
  });
}
