import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { Work } from "../../audit/work.ts";
import { oneByOne } from "../../one-by-one.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Database } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { letter } from "../../ports/letter.ts";
import type { Recipient } from "../../ports/letter.ts";
import type { Message } from "../../ports/mail.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { tellOwners } from "../../tenancy/tell-members.ts";
import type { requestKinds } from "./stored-request.ts";

interface Tools {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  clock: Clock;
  publicUrl: string;
}

/** Owners are reminded so many days before a request is due. */
const reminderDays = [7, 1];

interface Due {
  organizationId: string;
  id: string;
}

/** In organizations that wait for their deletion nothing changes any more. */
const dueSoon = `select r.organization_id as "organizationId", r.id from person_request r join organization o on o.id = r.organization_id
  where r.status in ('received', 'in_progress') and o.status = 'active' and r.due_on <= ($1::timestamptz at time zone o.time_zone)::date + ${Math.max(...reminderDays)}
    and not exists (select from organization_deletion d where d.organization_id = o.id) and not ${Math.min(...reminderDays)} = any(r.told_days)
  order by r.due_on, r.id`;

/** Reminds the owners of what is due soon, once for each number of days; for a job. */
export async function tendRequests(tools: Tools): Promise<void> {
  const now = tools.clock.now();
  const across = { role: "nextcrm_operator", readOnly: true } as const;
  const due = await tools.db.transaction(across, (sql) => sql.query<Due>(dueSoon, [now]));
  await oneByOne(
    due,
    ({ organizationId, id }) =>
      inOrganization(tools.db, systemActor(organizationId), internalOrigin("tend-person-requests"), "audited", (work) =>
        remind(tools, work, now, id),
      ),
    ({ id }) => `Nobody was reminded of the request ${id}`,
  );
}

interface Waiting {
  kind: (typeof requestKinds)[number];
  dueOn: string;
  left: number;
  toldDays: number[];
  organization: string;
}

async function remind({ jobs, publicUrl }: Tools, work: Work, now: Date, id: string): Promise<void> {
  const { sql, organizationId } = work;
  const text = `select r.kind, r.due_on as "dueOn", r.due_on - ($3::timestamptz at time zone o.time_zone)::date as left,
      r.told_days as "toldDays", o.name as organization
    from person_request r join organization o on o.id = r.organization_id
    where r.organization_id = $1 and r.id = $2 and r.status in ('received', 'in_progress') for update of r`;
  const [waiting] = await sql.query<Waiting>(text, [organizationId, id, now]);
  if (!waiting) return;
  // Whoever was not told of seven days in time is told of one.
  const days = reminderDays.filter((before) => waiting.left <= before).at(-1);
  if (days === undefined || waiting.toldDays.includes(days)) return;
  await sql.query("update person_request set told_days = told_days || $3::int where organization_id = $1 and id = $2", [
    organizationId,
    id,
    days,
  ]);
  const page = `${publicUrl}/settings/privacy-requests/${id}`;
  const owners = await tellOwners(jobs, sql, organizationId, (owner) => reminderMail(owner, waiting, page));
  work.record({
    action: "UPDATE",
    resource: "person_request",
    resourceId: id,
    details: { reminded: { days, owners } },
  });
}

/** Says what was asked for and until when, and not by whom. */
function reminderMail(owner: Recipient, waiting: Waiting, page: string): Message {
  const { kind, dueOn, left, organization } = waiting;
  const asked = kind === "access" ? "for a copy of what you keep about them" : "to be erased";
  const when =
    left < 0
      ? `was due on ${dueOn}`
      : left === 0
        ? `is due today, ${dueOn}`
        : left === 1
          ? `is due tomorrow, ${dueOn}`
          : `is due in ${left} days, on ${dueOn}`;
  return letter(owner, `A privacy request at ${organization} ${when}`, [
    `somebody asked ${organization} ${asked}. The answer ${when}.`,
    page,
    "If there are many requests or this one is complex, the time can be extended by two months, once, and the person is told why before the first month is over.",
  ]);
}
