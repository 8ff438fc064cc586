import type { BillingDifference } from "../../api/contract.ts";

type Words = { title: string; next: string };

/** What a difference is in plain words, and what somebody does about it. */
export const differenceWords: Record<BillingDifference["kind"], Words> = {
  "out of date": {
    title: "Our record was out of date",
    next: "Nothing to do. If this happens often, check in Stripe whether its events reach this installation.",
  },
  "two subscriptions": {
    title: "One customer is charged for two subscriptions",
    next: "Ask the owner which one is meant, cancel the other in Stripe, and refund there what was paid twice.",
  },
  "another plan": {
    title: "On a different plan from the one paid for",
    next: "If an operator intended this, leave it. Otherwise change the plan to the one that is paid for.",
  },
  "unknown price": {
    title: "Pays a price that STRIPE_PRICES does not name",
    next: "Name the price in STRIPE_PRICES, under “former” if it is no longer sold, or move the subscription to another price in Stripe.",
  },
  "nobody's": {
    title: "A subscription that belongs to nobody here",
    next: "Find out in Stripe whose it is: if the organization is gone, cancel it and refund what was paid since.",
  },
};
