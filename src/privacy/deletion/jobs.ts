import type { Services } from "../../api/services.ts";
import { purgeOrganization } from "./purge.ts";
import type { PurgeTools } from "./purge-tools.ts";
import { settleSubscription } from "./settle-subscription.ts";
import { tellHeld, tendDeletions } from "./tend.ts";

/** Lets this process remind of deletions and purge what is due. */
export async function workDeletions(tools: PurgeTools & Pick<Services, "log">): Promise<void> {
  const { jobs, log } = tools;
  await jobs.work("tend-deletions", () => tendDeletions(tools));
  await jobs.work("purge-organization", async ({ organizationId }, signal) => {
    const outcome = await purgeOrganization(tools, organizationId, signal);
    if (outcome === "purged") log.info({ organizationId }, "An organization was deleted, and its certificate signed");
    if (outcome === "held" && (await tellHeld(tools, organizationId)))
      log.error(
        { organizationId },
        "An organization whose deletion is due is kept by a legal hold, until that is released",
      );
  });
  await jobs.work("settle-subscription", async ({ organizationId }) => {
    const outcome = await settleSubscription(tools, organizationId);
    if (outcome === "not restored")
      log.warn({ organizationId }, "A subscription that had ended with a deletion could not be restored");
  });
  await jobs.schedule("tend-deletions", "*/5 * * * *", {});
}
