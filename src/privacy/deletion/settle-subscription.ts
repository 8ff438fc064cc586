import type { SubscriptionOutcome } from "../../ports/subscriptions.ts";
import { notRestoredMail } from "./mails.ts";
import type { PurgeTools } from "./purge-tools.ts";
import type { Recipient } from "../../ports/letter.ts";
import { tellOwners } from "../../tenancy/tell-members.ts";

type Tools = Pick<PurgeTools, "db" | "jobs" | "settings" | "subscriptions">;

/**
 * Has nothing collected while a deletion is scheduled, and goes on collecting when it is not: as it is now, so that it
 * does not matter in which order jobs come. Owners are told where that cannot be. Rejects where whoever collects does not
 * answer; the job is tried again.
 */
export async function settleSubscription(tools: Tools, organizationId: string): Promise<SubscriptionOutcome> {
  const { db, subscriptions } = tools;
  const [found] = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ name: string; deleted: boolean }>(
      `select o.name, exists (select from organization_deletion d where d.organization_id = o.id) as deleted
        from organization o where o.id = $1`,
      [organizationId],
    ),
  );
  // The purge cancels by itself.
  if (!found) return "nothing";
  if (found.deleted) return subscriptions.cancel(organizationId);
  const outcome = await subscriptions.resume(organizationId);
  if (outcome === "not restored") await tellOfNone(tools, organizationId, found.name);
  return outcome;
}

async function tellOfNone({ db, jobs, settings: { publicUrl } }: Tools, organizationId: string, organization: string) {
  const write = (recipient: Recipient) => notRestoredMail({ ...recipient, organization, publicUrl });
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    tellOwners(jobs, sql, organizationId, write),
  );
}
