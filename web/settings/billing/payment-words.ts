import type { Billing } from "../../api/contract.ts";
import { formatDay } from "../../records/format.ts";
import { comesFromPaying, planNames, type Subscription } from "./billing-queries.ts";
import { formatAmount, formatPrice } from "./money.ts";

/** "Pro, $29 a month". */
export function whatIsPaid(subscription: Subscription | null): string {
  if (subscription?.going) {
    const { plan } = subscription;
    const price = formatPrice(subscription);
    const name = plan === null ? "A custom subscription" : planNames[plan];
    return price === "" ? name : `${name}, ${price}`;
  }
  return subscription ? "The subscription has ended" : "Nothing is paid for";
}

/** When it is paid next, or ends. */
export function whatComes({ subscription, nextPayment }: Billing): string {
  if (!subscription?.going) {
    if (comesFromPaying()) return "Waiting for Stripe to say that it was paid";
    return "Choose a plan below; you pay on Stripe’s page";
  }
  if (subscription.endsAt !== null) return `Ends on ${formatDay(subscription.endsAt)}; nothing more is charged`;
  if (!nextPayment) return "";
  const { at, amount, currency } = nextPayment;
  const sum =
    amount === null || currency === null ? "Next payment" : `Next payment of ${formatAmount(amount, currency)}`;
  return `${sum} on ${formatDay(at)}`;
}
