import type { Database } from "../../ports/database.ts";
import type { SubscriptionOutcome, Subscriptions } from "../../ports/subscriptions.ts";

interface Tools {
  db: Database;
  subscriptions: Subscriptions;
}

/**
 * Has nothing collected while a deletion is scheduled, and goes on collecting when it is not: as it is now, so that it
 * does not matter in which order jobs come. Rejects where whoever collects does not answer; the job is tried again.
 */
export async function settleSubscription(
  { db, subscriptions }: Tools,
  organizationId: string,
): Promise<SubscriptionOutcome> {
  const [found] = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ deleted: boolean }>(
      `select exists (select from organization_deletion d where d.organization_id = o.id) as deleted
        from organization o where o.id = $1`,
      [organizationId],
    ),
  );
  // The purge cancels by itself.
  if (!found) return "nothing";
  return found.deleted ? subscriptions.cancel(organizationId) : subscriptions.resume(organizationId);
}
