import { internalOrigin } from "../../access/caller.ts";
import { appendOperatorEvent } from "../../audit/append.ts";
import type { Sql } from "../../ports/database.ts";
import { oneByOne } from "../../one-by-one.ts";
import { daysUntil } from "./deletion.ts";
import { reminderMail } from "./mails.ts";
import type { PurgeTools } from "./purge-tools.ts";
import { tellMembers } from "../../tenancy/tell-members.ts";

type Tools = Pick<PurgeTools, "db" | "storage" | "jobs" | "clock" | "settings" | "witness">;

/** Everybody is reminded so many days before. */
const reminderDays = [7, 1];
/** Told to the operator once, in the place of a number of days. */
const heldTold = -1;
/** Until then, whoever stood still has written what it had in hand. */
const latecomersMilliseconds = 60 * 60 * 1000;
const across = { role: "nextcrm_operator", readOnly: false } as const;

interface Waiting {
  organizationId: string;
  name: string;
  dueAt: string;
  toldDays: number[];
}

/** Reminds of deletions that come nearer, has those purged that are due, and looks once more at those that were. */
export async function tendDeletions(tools: Tools): Promise<void> {
  const { db, jobs, clock } = tools;
  const now = clock.now();
  const waiting = await db.transaction({ ...across, readOnly: true }, (sql) =>
    sql.query<Waiting>(
      `select d.organization_id as "organizationId", o.name, d.due_at as "dueAt", d.told_days as "toldDays"
        from organization_deletion d join organization o on o.id = d.organization_id order by d.due_at`,
    ),
  );
  const purge = ({ organizationId }: Waiting) =>
    db.transaction(across, (sql) => jobs.enqueue(sql, "purge-organization", { organizationId }));
  try {
    await oneByOne(
      waiting,
      (one) => (Date.parse(one.dueAt) > now.getTime() ? remind(tools, one, now) : purge(one)),
      ({ organizationId }) => `The deletion of the organization ${organizationId} was not tended`,
    );
  } finally {
    await removeLatecomers(tools, now);
  }
}

/** Once for each number of days; whoever was not told of seven in time is told of one. */
async function remind({ db, jobs, settings }: Tools, one: Waiting, now: Date): Promise<void> {
  const { organizationId, name: organization, dueAt } = one;
  const left = daysUntil(dueAt, now);
  const days = reminderDays.filter((before) => left <= before).at(-1);
  if (days === undefined || one.toldDays.includes(days)) return;
  await db.transaction(across, async (sql) => {
    if (!(await noteTold(sql, organizationId, days))) return;
    await tellMembers(jobs, sql, organizationId, (recipient) =>
      reminderMail({ ...recipient, organization, publicUrl: settings.publicUrl }, dueAt, left),
    );
  });
}

async function noteTold(sql: Sql, organizationId: string, days: number): Promise<boolean> {
  const [row] = await sql.query<{ told: boolean }>("select note_deletion_told($1, $2) as told", [organizationId, days]);
  return row!.told;
}

/** Tells the operator's log, once, that a legal hold keeps an organization whose day has come. True the first time. */
export async function tellHeld({ db }: Pick<Tools, "db">, organizationId: string): Promise<boolean> {
  return db.transaction(across, async (sql) => {
    if (!(await noteTold(sql, organizationId, heldTold))) return false;
    await appendOperatorEvent(
      sql,
      { type: "system", userId: null, method: "internal", name: "NextCRM" },
      internalOrigin("purge-organization"),
      {
        action: "DENIED",
        outcome: "denied",
        reason: "legal hold",
        resource: "organization",
        resourceId: organizationId,
      },
    );
    return true;
  });
}

async function removeLatecomers({ db, storage, witness }: Tools, now: Date): Promise<void> {
  const unchecked = await db.transaction({ ...across, readOnly: true }, (sql) =>
    sql.query<{ id: string }>(
      "select organization_id as id from erasure_certificate where finished_at <= $1 and checked_at is null",
      [new Date(now.getTime() - latecomersMilliseconds)],
    ),
  );
  for (const { id } of unchecked) {
    for await (const { key } of storage.list(id)) await storage.remove(key);
    await witness.replace(id, null);
    await db.transaction(across, (sql) => sql.query("select purge_latecomers($1, $2)", [id, now.toISOString()]));
  }
}
