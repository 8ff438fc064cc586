import { commandLineActor, commandLineOrigin, whoRunsCommand } from "../../access/command-line.ts";
import { appendEvents, appendOperatorEvent, eventOf } from "../../audit/append.ts";
import type { Entry } from "../../audit/event.ts";
import type { Database, Sql } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { twoFactorMail } from "../mails.ts";
import { membershipsOf } from "../person-log.ts";
import { findPerson } from "../sign-in.ts";

export type Reset = "reset" | "no such person" | "had none";

/** Removes a person's second factor and ends their sessions; answers how many, or null where they had none. */
export async function takeTwoFactorAway(sql: Sql, userId: string): Promise<number | null> {
  await sql.query("delete from auth.two_factor_enrolment where user_id = $1", [userId]);
  const gone = await sql.query("delete from auth.two_factor where user_id = $1 returning 1", [userId]);
  if (gone.length === 0) return null;
  return (await sql.query(`delete from auth.session where "userId" = $1 returning 1`, [userId])).length;
}

/**
 * Takes the second factor of somebody away who has lost it, as the operator decides, and ends their sessions. The
 * operator's log and that of each of their organizations tell of it, and a mail tells them.
 */
export async function resetTwoFactor(db: Database, jobs: Jobs, email: string): Promise<Reset> {
  return db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
    const person = await findPerson(sql, email.trim().toLowerCase());
    if (!person) return "no such person";
    const { userId, name } = person;
    const endedSessions = await takeTwoFactorAway(sql, userId);
    if (endedSessions === null) return "had none";
    const entry: Entry = {
      action: "DELETE",
      resource: "two_factor",
      resourceId: userId,
      name,
      reason: "reset",
      details: { endedSessions },
    };
    const origin = commandLineOrigin("user reset-two-factor");
    await appendOperatorEvent(
      sql,
      { type: "system", userId: null, name: whoRunsCommand(), method: "command_line" },
      origin,
      entry,
    );
    const memberships = await membershipsOf(sql, userId);
    const events = memberships.map(({ organization_id: id }) => eventOf(commandLineActor(id), origin, entry));
    await appendEvents(sql, events);
    await jobs.enqueue(sql, "send-mail", twoFactorMail(person, "reset"));
    return "reset";
  });
}
