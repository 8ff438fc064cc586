import type { Services } from "../api/services.ts";
import type { Subscriptions } from "../ports/subscriptions.ts";
import { paidSubscriptions } from "./deletion.ts";
import { followSubscription } from "./follow.ts";
import { reconcileBilling } from "./reconcile.ts";
import { tendPayment, tendPayments } from "./tend-payments.ts";

/** Lets this process work on what organizations pay. Answers what deletions need of it; undefined where nobody pays. */
export async function startBilling(services: Services): Promise<Subscriptions | undefined> {
  const { payments, jobs } = services;
  if (!payments) return undefined;
  const tools = { ...services, payments };
  await jobs.work("follow-subscription", async ({ organizationId }) => {
    const subscription = await followSubscription(tools, organizationId);
    if (subscription?.graceUntil) await tendPayment(tools, organizationId);
  });
  await jobs.work("tend-payments", () => tendPayments(tools));
  await jobs.schedule("tend-payments", "27 * * * *", {});
  await jobs.work("reconcile-billing", async () => void (await reconcileBilling(tools)));
  await jobs.schedule("reconcile-billing", "40 2 * * *", {});
  // Asked for now, so that the first who looks at a plan sees what it costs.
  payments.offers();
  return paidSubscriptions(tools);
}
