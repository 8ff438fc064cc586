import { internalOrigin, systemActor } from "../access/caller.ts";
import { roleHas, roles } from "../access/permissions.ts";
import type { Services } from "../api/services.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database, Sql } from "../ports/database.ts";
import type { JobKinds, Jobs } from "../ports/jobs.ts";
import { letter } from "../ports/letter.ts";
import type { Recipient } from "../ports/letter.ts";
import type { Message } from "../ports/mail.ts";
import { inOrganization } from "../tenancy/in-organization.ts";

interface Tools {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  clock: Clock;
  publicUrl: string;
}

type Due = JobKinds["remind"];

/** Lets this process send the reminders of tasks and contracts. */
export async function workReminders({ db, jobs, clock, settings }: Services): Promise<void> {
  const tools = { db, jobs, clock, publicUrl: settings.publicUrl };
  await jobs.work("find-reminders", () => findReminders(tools));
  await jobs.work("remind", (due) => remind(tools, due));
  await jobs.schedule("find-reminders", "* * * * *", {});
}

/** Has every organization reminded of what became due since this was last done, however long ago that is. */
export function findReminders({ db, jobs, clock }: Tools): Promise<void> {
  const until = clock.now().toISOString();
  return db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    const [last] = await sql.query<{ since: string }>('select sent_until as "since" from reminder_clock for update');
    if (!last || last.since >= until) return;
    const ids = await sql.query<{ id: string }>("select id from organizations_to_remind($1, $2) id", [
      last.since,
      until,
    ]);
    for (const { id } of ids) await jobs.enqueue(sql, "remind", { organizationId: id, since: last.since, until });
    await sql.query("update reminder_clock set sent_until = $1", [until]);
  });
}

interface Reminder extends Recipient {
  plural: "tasks" | "contracts";
  id: string;
  title: string;
  /** When a task is due, or a contract ends. */
  day: string | null;
  organization: string;
}

/** Mails everybody what they are to be reminded of, in one message. */
export function remind({ db, jobs, publicUrl }: Tools, due: Due): Promise<void> {
  const { organizationId } = due;
  const origin = internalOrigin("job remind");
  return inOrganization(db, systemActor(organizationId), origin, "audited", async ({ sql }) => {
    const reminders = [...(await tasksDue(sql, due)), ...(await contractsDue(sql, due))];
    const mails = [...Map.groupBy(reminders, ({ email }) => email).values()].map((mine) =>
      reminderMail(mine, publicUrl),
    );
    for (const [ahead, mail] of mails.entries()) await jobs.enqueue(sql, "send-mail", mail, ahead);
  });
}

const readers = roles.filter((role) => roleHas(role, "records.read"));

/** The first of these who is still in the organization, and may see its records. */
const whoever = (...columns: string[]) => `cross join lateral (
  select m.name, m.email from unnest(array[${columns.join(", ")}]) with ordinality p (id, turn)
  join member m on m.organization_id = $1 and m.user_id = p.id and m.removed_at is null and m.role = any($4::text[]) order by p.turn limit 1) who`;

function tasksDue(sql: Sql, { organizationId, since, until }: Due): Promise<Reminder[]> {
  const text = `select 'tasks' as plural, t.id, t.title, t.due_date as day, o.name as organization, who.name, who.email
    from organization o join task t on t.organization_id = o.id ${whoever("t.assignee_id", "t.owner_id", "t.created_by")}
    where o.id = $1 and t.remind_at > $2 and t.remind_at <= $3 and t.deleted_at is null
      and t.status is distinct from 'completed' and t.status is distinct from 'cancelled' order by t.remind_at, t.id`;
  return sql.query<Reminder>(text, [organizationId, since, until, readers]);
}

function contractsDue(sql: Sql, { organizationId, since, until }: Due): Promise<Reminder[]> {
  const text = `select 'contracts' as plural, c.id, c.title, c.end_date as day, o.name as organization, who.name, who.email
    from organization o join contract c on c.organization_id = o.id ${whoever("c.owner_id", "c.created_by")}
    where o.id = $1 and morning_of(c.renewal_reminder, o.time_zone) > $2 and morning_of(c.renewal_reminder, o.time_zone) <= $3
      and c.deleted_at is null and c.status is distinct from 'terminated' order by c.renewal_reminder, c.id`;
  return sql.query<Reminder>(text, [organizationId, since, until, readers]);
}

const mostInMail = 50;

/** Of one person, at least one. */
function reminderMail(reminders: readonly Reminder[], publicUrl: string): Message {
  const [first] = reminders as readonly [Reminder, ...Reminder[]];
  const told = reminders.slice(0, mostInMail).map((reminder) => {
    const { plural, id, title, day } = reminder;
    const what = plural === "tasks" ? "the task" : "the renewal of the contract";
    const until = day === null ? "" : `, which ${plural === "tasks" ? "is due on" : "ends on"} ${day}`;
    return `${what} “${title}”${until}:\n${publicUrl}/${plural}/${id}`;
  });
  const more = reminders.length - told.length;
  const paragraphs = [
    `here is what ${first.organization} has to remind you of:`,
    ...told,
    ...(more > 0 ? [`And ${more} more.`] : []),
  ];
  const subject =
    reminders.length === 1 ? `Reminder: ${first.title}` : `${reminders.length} reminders: ${first.title} and others`;
  return letter(first, subject, paragraphs);
}
