import type { Work } from "../../audit/work.ts";
import { invalidField, Problem } from "../../problems.ts";
import { readOrganization } from "../../tenancy/organizations.ts";

/** For how long a deletion can be cancelled. */
export const retentionDays = 30;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A deletion that waits for its day. Times in RFC 3339. */
export interface Deletion {
  scheduledAt: string;
  dueAt: string;
  /** Whether the accounts of people who are in no other organization go as well. */
  removesPeople: boolean;
}

export async function readDeletion({
  sql,
  organizationId,
}: Pick<Work, "sql" | "organizationId">): Promise<Deletion | null> {
  const text = `select scheduled_at as "scheduledAt", due_at as "dueAt", remove_people as "removesPeople"
    from organization_deletion where organization_id = $1`;
  const [found] = await sql.query<Deletion>(text, [organizationId]);
  return found ?? null;
}

/** Whole days until then, at least 0; what is left of a day counts as one. */
export function daysUntil(dueAt: string, now: Date): number {
  return Math.max(0, Math.ceil((Date.parse(dueAt) - now.getTime()) / dayMilliseconds));
}

interface Wish {
  confirmationText: string;
  removePeople: boolean;
}

/**
 * Schedules the deletion of the work's organization for 30 days after `now`. Throws a Problem where the name is another
 * one, where it is scheduled already, and where a legal hold keeps what would go.
 */
export async function scheduleDeletion(work: Work, wish: Wish, now: Date): Promise<Deletion & { name: string }> {
  const { name } = await readOrganization(work, true);
  if (wish.confirmationText !== name)
    throw invalidField("confirmationText", "must be the organization's name, letter by letter");
  await refuseHeld(work);
  const dueAt = new Date(now.getTime() + retentionDays * dayMilliseconds).toISOString();
  const deletion = { scheduledAt: now.toISOString(), dueAt, removesPeople: wish.removePeople };
  const [row] = await work.sql.query<{ scheduled: boolean }>("select schedule_deletion($1, $2, $3, $4) as scheduled", [
    deletion.scheduledAt,
    dueAt,
    work.actor.userId,
    wish.removePeople,
  ]);
  if (!row!.scheduled) throw new Problem("conflict", "The deletion is scheduled already.");
  work.record({
    action: "DELETE",
    resource: "organization",
    resourceId: work.organizationId,
    name,
    details: { deletion: { dueAt, removesPeople: wish.removePeople } },
  });
  return { ...deletion, name };
}

/** The names of the holds that keep the organization from being deleted, the oldest first. */
export async function holdsInForce({ sql, organizationId }: Pick<Work, "sql" | "organizationId">): Promise<string[]> {
  const text = "select name from legal_hold where organization_id = $1 and released_at is null order by id";
  return (await sql.query<{ name: string }>(text, [organizationId])).map(({ name }) => name);
}

/** A hold that begins later keeps the purge waiting. */
async function refuseHeld({ sql, organizationId }: Work): Promise<void> {
  await sql.query("select await_holds($1)", [organizationId]);
  await sql.query(
    `select refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h
      where h.organization_id = $1 and h.released_at is null`,
    [organizationId],
  );
}

/** Cancels the deletion. Throws a Problem where there is none, and where the purge has begun. */
export async function cancelDeletion(work: Work): Promise<{ name: string }> {
  const deletion = await readDeletion(work);
  const [row] = await work.sql.query<{ cancelled: boolean | null }>("select cancel_deletion() as cancelled");
  if (row!.cancelled === null || !deletion) throw new Problem("conflict", "No deletion is scheduled.");
  if (!row!.cancelled) throw new Problem("gone", "It is too late: the organization is being deleted.");
  const { name } = await readOrganization(work);
  work.record({
    action: "RESTORE",
    resource: "organization",
    resourceId: work.organizationId,
    name,
    details: { deletion: { dueAt: deletion.dueAt } },
  });
  return { name };
}
