import type { Services } from "../api/services.ts";
import { isGoing, readSubscription } from "../billing/subscription.ts";
import { retentionDays } from "../privacy/deletion/deletion.ts";
import { scheduledMail } from "../privacy/deletion/mails.ts";
import { invalidField, notFound, Problem } from "../problems.ts";
import { tellMembers, tellOwners } from "../tenancy/tell-members.ts";
import type { Target } from "./act-on-organization.ts";
import { resumedMail, suspendedMail } from "./mails.ts";

type Telling = Pick<Services, "jobs" | "settings">;

const changed = (from: string, to: string) =>
  ({ action: "SETTINGS_CHANGE", resource: "organization", changes: { status: { from, to } } }) as const;

/** Stops all work in an organization; its data stays, and its people are told why. Throws a Problem where it is no more active. */
export async function suspend({ jobs, settings }: Telling, target: Target, reason: string, now: Date): Promise<void> {
  const { sql, organization, operator, tell } = target;
  if (organization.status !== "active") throw new Problem("conflict", `The organization is ${organization.status}.`);
  await sql.query("update organization set status = 'suspended', version = version + 1 where id = $1", [
    organization.id,
  ]);
  await sql.query(
    "insert into organization_suspension (organization_id, reason, suspended_at, suspended_by) values ($1, $2, $3, $4)",
    [organization.id, reason, now.toISOString(), operator.userId],
  );
  await sql.query(
    "update operator_visit set ended_at = greatest(now(), began_at) where organization_id = $1 and ended_at is null",
    [organization.id],
  );
  await tell(changed("active", "suspended"));
  const subscription = await readSubscription(sql, organization.id);
  const pays = subscription !== null && isGoing(subscription) && subscription.endsAt === null;
  await tellOwners(jobs, sql, organization.id, (owner) =>
    suspendedMail({ ...owner, organization: organization.name, publicUrl: settings.publicUrl }, reason, pays),
  );
}

/** Lets work go on. Throws a Problem where it is not suspended. */
export async function resume({ jobs, settings }: Telling, { sql, organization, tell }: Target): Promise<void> {
  if (organization.status !== "suspended") throw new Problem("conflict", "The organization is not suspended.");
  await sql.query("update organization set status = 'active', version = version + 1 where id = $1", [organization.id]);
  await sql.query("delete from organization_suspension where organization_id = $1", [organization.id]);
  await tell(changed("suspended", "active"));
  // What was paid meanwhile, or no longer, has changed no plan yet.
  const paying = "select 1 from subscription where organization_id = $1 and customer_id is not null";
  if ((await sql.query(paying, [organization.id])).length > 0)
    await jobs.enqueue(sql, "follow-subscription", { organizationId: organization.id });
  await tellOwners(jobs, sql, organization.id, (owner) =>
    resumedMail({ ...owner, organization: organization.name, publicUrl: settings.publicUrl }),
  );
}

interface Wish {
  confirmationText: string;
  reason: string;
}

/** Schedules the organization's deletion as its owner would; they can cancel it. Answers when it goes, in RFC 3339. */
export async function scheduleDeletionOf(
  { jobs, settings: { publicUrl } }: Telling,
  { sql, organization, operator, tell }: Target,
  { confirmationText, reason }: Wish,
  now: Date,
): Promise<string> {
  if (confirmationText !== organization.name)
    throw invalidField("confirmationText", "must be the organization's name, letter by letter");
  const dueAt = new Date(now.getTime() + retentionDays * 86_400_000).toISOString();
  const [row] = await sql.query<{ outcome: string }>("select schedule_deletion_of($1, $2, $3, $4) as outcome", [
    organization.id,
    now.toISOString(),
    dueAt,
    operator.userId,
  ]);
  refuse(row!.outcome);
  await tell({ action: "DELETE", resource: "organization", details: { deletion: { dueAt, removesPeople: false } } });
  await tellMembers(jobs, sql, organization.id, (recipient) =>
    scheduledMail({ ...recipient, organization: organization.name, publicUrl }, dueAt, false, reason),
  );
  await jobs.enqueue(sql, "settle-subscription", { organizationId: organization.id });
  return dueAt;
}

function refuse(outcome: string): void {
  if (outcome === "scheduled") return;
  if (outcome === "none") throw notFound("organization");
  if (outcome === "held") throw new Problem("held", "A legal hold keeps what would go. An owner has to release it.");
  if (outcome === "already") throw new Problem("conflict", "The deletion is scheduled already.");
  if (outcome === "suspended")
    throw new Problem("conflict", "Resume it first: until its deletion an organization can be read and exported.");
  throw new Problem("conflict", "The organization is being deleted.");
}
