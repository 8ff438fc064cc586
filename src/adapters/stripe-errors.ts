import type Stripe from "stripe";
import { Problem } from "../problems.ts";

const comeBackSeconds = 30;

/** What nobody can know the outcome of; it is safe to ask again with the same key. */
export function stripeUnavailable(): Problem {
  return new Problem("unavailable", "Stripe gave no clear answer. Nothing is lost; try again in a moment.", {
    headers: { "Retry-After": String(comeBackSeconds) },
  });
}

/** Whether Stripe says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return (error as Stripe.StripeRawError).code === "resource_missing";
}

/** Waits for Stripe, and turns what it refuses into what a caller may hear. `failed` hears what an operator must mend. */
export async function heard<T>(asked: Promise<T>, failed: (error: unknown) => void): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const { type, message } = error as { type?: string; message: string };
    // Written for whoever holds the card, and says nothing of the installation.
    if (type === "StripeCardError") throw new Problem("payment-failed", message);
    if (isMissing(error)) throw error;
    failed(named(error));
    throw stripeUnavailable();
  }
}

/** What Stripe's support asks for. Its own words, which the log would keep, may hold what customers typed. */
function named(error: unknown): Error {
  const { type, code, statusCode, requestId } = error as { [name: string]: string | number | undefined };
  const name = String(type ?? (error as Error).name);
  return Object.assign(new Error([code, statusCode, requestId].filter(Boolean).join(" ")), { name });
}
