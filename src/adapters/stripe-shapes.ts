import type Stripe from "stripe";
import type { BillingInterval, Price } from "../setting-kinds.ts";
import type { InvoiceState, SubscriptionState } from "../ports/payments.ts";

const time = (seconds: number) => new Date(seconds * 1000).toISOString();
const timeOrNull = (seconds: number | null | undefined) => (seconds ? time(seconds) : null);
export const idOf = (of: string | { id: string }) => (typeof of === "string" ? of : of.id);

export function subscriptionOf(given: Stripe.Subscription, prices: readonly Price[]): SubscriptionState {
  const items = given.items.data;
  // We sell one thing at a time. Where an operator has added another, the plan is still found.
  const [known] = items.flatMap(({ price }) => prices.filter(({ id }) => id === price.id));
  const item = items.find(({ price }) => price.id === known?.id) ?? items[0];
  const ends = items.map(({ current_period_end: end }) => end);
  const currentPeriodEnd = ends.length > 0 ? time(Math.max(...ends)) : null;
  return {
    id: given.id,
    customerId: idOf(given.customer),
    status: given.status,
    plan: known?.plan ?? null,
    priceId: item?.price.id ?? null,
    interval: intervalOf(item?.price),
    amount: amountOf(items),
    currency: given.currency,
    currentPeriodEnd,
    endsAt: timeOrNull(given.cancel_at) ?? (given.cancel_at_period_end ? currentPeriodEnd : null),
    endedUnpaid: given.cancellation_details?.reason === "payment_failed",
    createdAt: time(given.created),
    organizationId: given.metadata["organizationId"] ?? null,
  };
}

/** Prices in tiers have no amount of their own. */
function amountOf(items: readonly Stripe.SubscriptionItem[]): number | null {
  const amounts = items.map(({ price, quantity }) =>
    price.unit_amount === null ? null : price.unit_amount * (quantity ?? 1),
  );
  return amounts.every((amount) => amount !== null) ? amounts.reduce((sum, amount) => sum + amount, 0) : null;
}

function intervalOf(price: Stripe.Price | undefined): BillingInterval | null {
  const { interval, interval_count: count } = price?.recurring ?? {};
  if (count !== 1) return null;
  if (interval === "month") return "month";
  return interval === "year" ? "year" : null;
}

export function invoiceOf(given: Stripe.Invoice): InvoiceState {
  return {
    id: given.id,
    number: given.number,
    status: given.status ?? "draft",
    amountDue: given.amount_due,
    amountPaid: given.amount_paid,
    currency: given.currency,
    createdAt: time(given.created),
    paidAt: timeOrNull(given.status_transitions.paid_at),
    nextAttemptAt: timeOrNull(given.next_payment_attempt),
    attempts: given.attempt_count,
    pageUrl: given.hosted_invoice_url ?? null,
    pdfUrl: given.invoice_pdf ?? null,
  };
}
