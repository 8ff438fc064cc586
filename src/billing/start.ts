import type { Services } from "../api/services.ts";
import { followSubscription } from "./follow.ts";

/** Lets this process work on what organizations pay, where somebody collects it. */
export async function startBilling(services: Services): Promise<void> {
  const { payments, jobs } = services;
  if (!payments) return;
  const tools = { ...services, payments };
  await jobs.work("follow-subscription", async ({ organizationId }) => {
    await followSubscription(tools, organizationId);
  });
  // Asked for now, so that the first who looks at a plan sees what it costs.
  payments.offers();
}
