import type { Plan } from "../access/plans.ts";
import { appendEvents } from "../audit/append.ts";
import type { Event } from "../audit/disclosure.ts";
import type { Entry } from "../audit/event.ts";
import type { Sql } from "../ports/database.ts";

export interface PlanChange {
  organizationId: string;
  name: string;
  from: Plan;
  to: Plan;
}

/**
 * The one way to another plan, in a transaction of `nextcrm_operator`, with its event, as `told` makes it, in the organization's own log.
 * Undefined where there is no such organization. What is there beyond a smaller plan stays; the log is kept for 90 days
 * more (`keep_retention`); consumption is carried over, since a bucket does not know its plan.
 */
export async function changePlan(
  sql: Sql,
  organizationId: string,
  plan: Plan,
  told: (entry: Entry) => Event,
  reason?: string,
): Promise<PlanChange | undefined> {
  const [found] = await sql.query<{ name: string; plan: Plan }>(
    "select name, plan from organization where id = $1 for no key update",
    [organizationId],
  );
  if (!found) return undefined;
  const change = { organizationId, name: found.name, from: found.plan, to: plan };
  if (found.plan === plan) return change;
  await sql.query("update organization set plan = $2, version = version + 1 where id = $1", [organizationId, plan]);
  const event = told({
    action: "SUBSCRIPTION_CHANGE",
    resource: "organization",
    resourceId: organizationId,
    name: found.name,
    changes: { plan: { from: found.plan, to: plan } },
    ...(reason !== undefined && { said: { reason } }),
  });
  await appendEvents(sql, [event]);
  return change;
}
