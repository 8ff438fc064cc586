import type { Database } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { across } from "./follow.ts";
import { readSubscription } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

/** Longer than all that one turn asks of Stripe may take; whoever died holds it no longer. */
const longestSeconds = 120;

/**
 * Lets one at a time change what an organization pays, in all processes, without a transaction that waits for Stripe:
 * two owners who click at once must not buy twice. Throws a Problem where somebody else is at it.
 */
export async function inTurn<T>(
  db: Database,
  organizationId: string,
  body: (subscription: Subscription) => Promise<T>,
): Promise<T> {
  const mine = await db.transaction(across, async (sql) => {
    const [taken] = await sql.query<{ until: string }>(
      `insert into subscription (organization_id, busy_until) values ($1, now() + make_interval(secs => $2))
        on conflict (organization_id) do update set busy_until = excluded.busy_until
        where subscription.busy_until is null or subscription.busy_until < now() returning busy_until as until`,
      [organizationId, longestSeconds],
    );
    return taken && { until: taken.until, subscription: (await readSubscription(sql, organizationId))! };
  });
  if (!mine) throw new Problem("conflict", "Somebody else is changing the plan at this moment. Try again shortly.");
  try {
    return await body(mine.subscription);
  } finally {
    await db.transaction(across, (sql) =>
      sql.query("update subscription set busy_until = null where organization_id = $1 and busy_until = $2", [
        organizationId,
        mine.until,
      ]),
    );
  }
}
