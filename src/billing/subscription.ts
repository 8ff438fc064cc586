import type { Plan } from "../access/plans.ts";
import type { BillingInterval, PaidPlan } from "../setting-kinds.ts";
import type { CustomerState, SubscriptionState } from "../ports/payments.ts";
import type { Sql } from "../ports/database.ts";

/** What is known of an organization's subscription. Times in RFC 3339. */
export interface Subscription {
  organizationId: string;
  customerId: string | null;
  subscriptionId: string | null;
  status: string | null;
  plan: PaidPlan | null;
  priceId: string | null;
  interval: BillingInterval | null;
  /** For one interval, in the currency's smallest unit. */
  amount: number | null;
  currency: string | null;
  currentPeriodEnd: string | null;
  endsAt: string | null;
  /** The plan that the organization was last put on because of it. */
  entitled: Plan | null;
  failingSince: string | null;
  graceUntil: string | null;
  told: number;
  version: number;
}

export const subscriptionColumns = `organization_id as "organizationId", customer_id as "customerId", subscription_id as "subscriptionId", status,
  plan, price_id as "priceId", billing_interval as "interval", amount, currency, current_period_end as "currentPeriodEnd", ends_at as "endsAt",
  entitled, failing_since as "failingSince", grace_until as "graceUntil", told, version`;

export async function readSubscription(sql: Sql, organizationId: string): Promise<Subscription | null> {
  const text = `select ${subscriptionColumns} from subscription where organization_id = $1`;
  return (await sql.query<Subscription>(text, [organizationId]))[0] ?? null;
}

/** In these there is something to change, to end, or to pay. */
const going = new Set(["active", "trialing", "past_due", "unpaid", "paused"]);
const paid = new Set(["active", "trialing"]);
const unpaid = new Set(["past_due", "unpaid"]);

export function isGoing({ status }: { status: string | null }): boolean {
  return status !== null && going.has(status);
}

/** The one that counts: what still goes before what has ended, then the newest. */
export function present({ subscriptions }: CustomerState): SubscriptionState | null {
  return subscriptions.findLast(isGoing) ?? subscriptions.at(-1) ?? null;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

interface Terms {
  now: Date;
  graceDays: number;
}

/**
 * What the provider's word means for us: what to keep, and which plan it gives. While a payment is missing the plan goes
 * on until the grace ends; a price that is none of ours changes no plan.
 */
export function weigh(before: Subscription, state: SubscriptionState | null, { now, graceDays }: Terms): Subscription {
  if (!state) return { ...before, ...nothing, ...settled, entitled: lost(before) };
  const { id: subscriptionId, status, plan, priceId, interval, amount, currency, currentPeriodEnd, endsAt } = state;
  const after = {
    ...before,
    subscriptionId,
    status,
    plan,
    priceId,
    interval,
    amount,
    currency,
    currentPeriodEnd,
    endsAt,
  };
  if (paid.has(status)) return { ...after, ...settled, entitled: plan ?? before.entitled };
  const failing = unpaid.has(status) || (status === "canceled" && state.endedUnpaid && hadOne(before));
  if (!failing) return { ...after, ...settled, entitled: lost(before) };
  const failingSince = before.failingSince ?? now.toISOString();
  const graceUntil =
    before.graceUntil ?? new Date(Date.parse(failingSince) + graceDays * dayMilliseconds).toISOString();
  const over = now.getTime() >= Date.parse(graceUntil);
  return { ...after, failingSince, graceUntil, entitled: over ? lost(before) : (plan ?? before.entitled) };
}

const settled = { failingSince: null, graceUntil: null, told: 0 } as const;
const nothing = {
  subscriptionId: null,
  status: null,
  plan: null,
  priceId: null,
  interval: null,
  amount: null,
} as const;

/** Whoever never had one keeps what they are on. */
function lost({ entitled }: Subscription): Plan | null {
  return entitled === null ? null : "FREE";
}

/** One that ended long before we heard of it needs no grace. */
function hadOne({ status, failingSince }: Subscription): boolean {
  return failingSince !== null || (status !== null && going.has(status));
}
