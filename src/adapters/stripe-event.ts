import type Stripe from "stripe";
import type { PaymentEvent } from "../ports/payments.ts";
import { Problem } from "../problems.ts";

/** How old a signature may be, so that what somebody has recorded cannot be sent again later. */
const toleranceSeconds = 300;

/** Reads an event that Stripe has signed. Throws a Problem (400) for any other. */
export function readStripeEvent(stripe: Stripe, body: string, signature: string, secret: string): PaymentEvent {
  const { id, type, data } = verified(stripe, body, signature, secret);
  // Events of other kinds than we ask for may hold no object.
  const about = ((data as typeof data | undefined)?.object ?? {}) as {
    id?: unknown;
    object?: unknown;
    customer?: unknown;
  };
  const customer = about.object === "customer" ? about.id : about.customer;
  return { id, type, customerId: idIn(customer) };
}

function verified(stripe: Stripe, body: string, signature: string, secret: string): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds);
  } catch {
    throw new Problem("invalid-input", "The signature is not Stripe's, or is too old.");
  }
}

function idIn(given: unknown): string | null {
  if (typeof given === "string") return given;
  const id = (given as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" ? id : null;
}
