import type { BillingDifference } from "../../api/contract.ts";

type Words = { title: string; next: string };

/** What a difference is in plain words, and what somebody does about it. */
export const differenceWords: Record<BillingDifference["kind"], Words> = {
  "out of date": {
    title: "What was written down was out of date",
    next: "Nothing to do. Where this comes often, look in Stripe whether its events reach this installation.",
  },
  "two subscriptions": {
    title: "Two subscriptions of one customer are collected",
    next: "Ask the owner which one is meant, and cancel the other in Stripe; give back there what was paid twice.",
  },
  "another plan": {
    title: "On another plan than is paid for",
    next: "Where an operator meant that, leave it. Otherwise change the plan to the one that is paid for.",
  },
  "unknown price": {
    title: "Pays a price that STRIPE_PRICES does not name",
    next: "Name the price in STRIPE_PRICES, under “former” where it is sold no more, or move the subscription to another price in Stripe.",
  },
  "nobody's": {
    title: "A subscription that belongs to nobody here",
    next: "Look in Stripe whose it is: cancel it where the organization is gone, and give back what was paid since.",
  },
};
