import { z } from "zod";
import type { BillingInterval, PaidPlan } from "../setting-kinds.ts";
import type { Sql } from "../ports/database.ts";
import type { Payments } from "../ports/payments.ts";
import { invalidField, Problem } from "../problems.ts";
import { listInvoices } from "./subscription-invoices.ts";
import { isGoing, readSubscription } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

const When = z.iso.datetime();
const PaidPlanName = z.enum(["PRO", "ENTERPRISE"]);
const Interval = z.enum(["month", "year"]);
const Amount = z.int().describe("In the currency's smallest unit");
const mostInvoices = 100;

export const BillingState = z.object({
  configured: z.boolean().describe("Whether plans are paid for here; otherwise operators set them"),
  offers: z.array(
    z.object({
      plan: PaidPlanName,
      interval: Interval,
      amount: Amount.nullable().describe("Null where it is not known at the moment"),
      currency: z.string().nullable(),
    }),
  ),
  customer: z.boolean().describe("Whether there is something to manage on Stripe's pages"),
  subscription: z
    .object({
      status: z.string().describe("Stripe's word: active, past_due, canceled …"),
      going: z.boolean().describe("It has not ended"),
      plan: PaidPlanName.nullable(),
      interval: Interval.nullable(),
      amount: Amount.nullable(),
      currency: z.string().nullable(),
      currentPeriodEnd: When.nullable(),
      endsAt: When.nullable().describe("When it ends by itself; null where it goes on"),
    })
    .nullable(),
  nextPayment: z
    .object({ at: When, amount: Amount.nullable(), currency: z.string().nullable() })
    .nullable()
    .describe("As the plan costs; credits and taxes are on Stripe's pages"),
  failing: z
    .object({
      since: When,
      graceUntil: When.describe("Then the organization is on FREE until it is paid"),
      over: z.boolean().describe("It is by now"),
    })
    .nullable(),
  payments: z.array(
    z.object({
      id: z.string(),
      number: z.string().nullable(),
      status: z.string().describe("open, paid, uncollectible or void"),
      amount: Amount,
      currency: z.string(),
      createdAt: When,
      paidAt: When.nullable(),
      pageUrl: z.string().nullable().describe("Where it can be paid and looked at"),
      pdfUrl: z.string().nullable(),
    }),
  ),
});

/** What an owner sees of what is paid. */
export async function billingState(
  sql: Sql,
  organizationId: string,
  payments: Payments | null,
): Promise<z.input<typeof BillingState>> {
  const [subscription, invoices] = await Promise.all([
    readSubscription(sql, organizationId),
    listInvoices(sql, organizationId, mostInvoices),
  ]);
  return {
    configured: payments !== null,
    offers: [...(payments?.offers() ?? [])],
    customer: payments !== null && typeof subscription?.customerId === "string",
    subscription: subscription && shown(subscription),
    nextPayment: subscription && nextPayment(subscription),
    failing:
      subscription?.failingSince && subscription.graceUntil
        ? {
            since: subscription.failingSince,
            graceUntil: subscription.graceUntil,
            over: subscription.entitled === "FREE",
          }
        : null,
    payments: invoices.map(({ amountDue, amountPaid, nextAttemptAt: _, attempts: __, ...invoice }) => ({
      ...invoice,
      amount: invoice.status === "paid" ? amountPaid : amountDue,
    })),
  };
}

function shown(subscription: Subscription) {
  const { status, plan, interval, amount, currency, currentPeriodEnd, endsAt } = subscription;
  if (status === null) return null;
  return { status, going: isGoing(subscription), plan, interval, amount, currency, currentPeriodEnd, endsAt };
}

function nextPayment({ status, currentPeriodEnd, endsAt, amount, currency }: Subscription) {
  const pays = status === "active" || status === "trialing" || status === "past_due";
  return pays && currentPeriodEnd !== null && endsAt === null ? { at: currentPeriodEnd, amount, currency } : null;
}

/** Throws a Problem where that is not on offer. */
export function demandOffer(
  payments: Payments,
  { plan, interval }: { plan: PaidPlan; interval: BillingInterval },
): void {
  if (!payments.sells(plan, interval)) throw invalidField("plan", `${plan} cannot be paid by the ${interval} here`);
}

/** The subscription that goes on. Throws a Problem where there is none. */
export async function demandSubscription(
  sql: Sql,
  organizationId: string,
): Promise<Subscription & { subscriptionId: string }> {
  const found = await readSubscription(sql, organizationId);
  if (!found || !isGoing(found) || found.subscriptionId === null)
    throw new Problem("conflict", "There is no subscription: choose a plan first.");
  return { ...found, subscriptionId: found.subscriptionId };
}
