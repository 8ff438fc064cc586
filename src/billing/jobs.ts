import type { Services } from "../api/services.ts";
import { addUpUsage, recountUsage } from "./quotas.ts";

/** Keeps the counts behind the quotas small, and checks every night that they are right. */
export async function workQuotas({ db, jobs, log }: Pick<Services, "db" | "jobs" | "log">): Promise<void> {
  await jobs.work("add-up-usage", () => addUpUsage(db));
  await jobs.work("recount-usage", async () => {
    for (const drift of await recountUsage(db)) log.warn({ ...drift }, "What a plan counts was off, and is mended");
  });
  await jobs.schedule("add-up-usage", "* * * * *", {});
  await jobs.schedule("recount-usage", "10 3 * * *", {});
}
