import { internalOrigin, systemActor } from "../access/caller.ts";
import { appendEvents, eventOf } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import type { Services } from "../api/services.ts";
import type { Sql } from "../ports/database.ts";
import type { CustomerState, Payments } from "../ports/payments.ts";
import { changePlan } from "./change-plan.ts";
import { keepInvoices } from "./subscription-invoices.ts";
import { present, readSubscription, weigh } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

export interface FollowTools extends Pick<Services, "db" | "jobs" | "clock" | "people"> {
  payments: Payments;
  settings: Pick<Services["settings"], "publicUrl" | "graceDays">;
}

const mostTries = 5;
export const across = { role: "nextcrm_operator", readOnly: false } as const;

/**
 * Writes down what an organization pays, as the provider says now, puts it on the plan that follows, and tells the log.
 * Whoever asked before somebody else wrote asks again, so that the last word is the newest, in whichever order events
 * came. Rejects where the provider does not answer.
 */
export async function followSubscription(tools: FollowTools, organizationId: string): Promise<Subscription | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await tools.db.transaction({ ...across, readOnly: true }, (sql) =>
      readSubscription(sql, organizationId),
    );
    if (!before?.customerId) return before;
    const state = (await tools.payments.stateOf(before.customerId)) ?? { subscriptions: [], invoices: [] };
    const after = await tools.db.transaction(across, (sql) => write(tools, sql, before, state));
    if (!after) continue;
    if (after.entitled !== before.entitled) tools.people.forget(`organization:${organizationId}`);
    return after;
  }
  throw new Error(`The subscription of ${organizationId} changed each time it was asked for`);
}

/** Undefined where somebody else has written since. */
async function write(
  tools: FollowTools,
  sql: Sql,
  before: Subscription,
  state: CustomerState,
): Promise<Subscription | undefined> {
  const { organizationId } = before;
  const [mine] = await sql.query<{ frozen: boolean }>(
    `select o.status <> 'active' or exists (select from organization_deletion d where d.organization_id = o.id) as frozen
      from subscription s join organization o on o.id = s.organization_id
      where s.organization_id = $1 and s.version = $2 for update of s`,
    [organizationId, before.version],
  );
  if (!mine) return undefined;
  const weighed = weigh(before, present(state), { now: tools.clock.now(), graceDays: tools.settings.graceDays });
  // What waits for its deletion changes no more; whoever cancels that asks again.
  const after = mine.frozen ? { ...weighed, entitled: before.entitled } : weighed;
  await keepSubscription(sql, after);
  const entries = [...changeOf(before, after), ...(await keepInvoices(sql, organizationId, state.invoices))];
  await appendEvents(sql, entries.map(toldBy(organizationId)));
  await entitle(sql, before, after);
  return after;
}

/** The provider's word, in the organization's log. */
export function toldBy(organizationId: string) {
  return (entry: Entry) =>
    eventOf(systemActor(organizationId, "Stripe"), internalOrigin("job follow-subscription"), entry);
}

/** Puts the organization on the plan that its subscription gives, where that is another than before. */
export async function entitle(sql: Sql, before: Subscription, after: Subscription): Promise<void> {
  if (after.entitled === null || after.entitled === before.entitled) return;
  await changePlan(sql, after.organizationId, after.entitled, toldBy(after.organizationId));
}

export async function keepSubscription(sql: Sql, after: Subscription): Promise<void> {
  await sql.query(
    `update subscription set subscription_id = $2, status = $3, plan = $4, price_id = $5, billing_interval = $6, amount = $7, currency = $8,
      current_period_end = $9, ends_at = $10, entitled = $11, failing_since = $12, grace_until = $13, told = $14, version = version + 1
      where organization_id = $1`,
    [
      after.organizationId,
      after.subscriptionId,
      after.status,
      after.plan,
      after.priceId,
      after.interval,
      after.amount,
      after.currency,
      after.currentPeriodEnd,
      after.endsAt,
      after.entitled,
      after.failingSince,
      after.graceUntil,
      after.told,
    ],
  );
}

const toldMembers = ["subscriptionId", "status", "plan", "interval", "amount", "currency", "endsAt"] as const;

/** An event for what became different; a new period is none. */
function changeOf(before: Subscription, after: Subscription): Entry[] {
  const different = toldMembers.filter((name) => before[name] !== after[name]);
  if (different.length === 0) return [];
  const changed = Object.fromEntries(different.map((name) => [name, { from: before[name], to: after[name] }]));
  const resourceId = after.subscriptionId ?? before.subscriptionId ?? undefined;
  return [
    {
      action: "SUBSCRIPTION_CHANGE",
      resource: "subscription",
      ...(resourceId !== undefined && { resourceId }),
      details: { changed },
    },
  ];
}
