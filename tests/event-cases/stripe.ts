import { existsSync } from "node:fs";
import { expect } from "vitest";
import type { Person, TestApp } from "../app.ts";
import { sharedFolder } from "../needs.ts";
import { StandIn, stripeEnvironment } from "../stripe/stand-in.ts";
import { made } from "./fixtures.ts";

/** Without Stripe's examples there is no stand-in, and its endpoints say that nothing is paid for. */
export const hasStripe = existsSync(sharedFolder);
let stripe: StandIn | undefined;

/** The settings for it, none where there is none. */
export async function startStripe(): Promise<Record<string, string>> {
  if (!hasStripe) return {};
  stripe = await new StandIn().start();
  return stripeEnvironment(stripe.base);
}

export async function stopStripe(): Promise<void> {
  await stripe?.stop();
}

const path = "/api/organization/billing";

/** Has Acme pay for PRO by the month, and waits until it is known. */
export async function subscribed(app: TestApp, owner: Person = "ada"): Promise<void> {
  if (!stripe) return;
  const state = async () => (await app.as(owner).get(path)).body.subscription?.going === true;
  if (await state()) return;
  const { url } = await made(app.as(owner).post(`${path}/checkout`, { plan: "PRO" }));
  stripe.pay(url);
  await tell(app);
  await expect.poll(state, { timeout: 15_000 }).toBe(true);
}

/** An event as Stripe sends it. */
export function signedEvent(): { payload: string; signature: string } | undefined {
  const event = stripe?.events.at(-1);
  return event && stripe!.signed(event);
}

async function tell(app: TestApp): Promise<void> {
  const { payload, signature } = signedEvent()!;
  const fields = { "content-type": "application/json", "stripe-signature": signature };
  await made(app.nobody.post("/api/billing/stripe-webhook", payload, fields));
}
