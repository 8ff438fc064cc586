import type { Services } from "../../api/services.ts";
import { addUpInstallation, recountInstallation } from "./installation-counts.ts";

/** Keeps small what the dashboard is read from, and checks every night that it is right. */
export async function workDashboard({ db, jobs, clock, log }: Pick<Services, "db" | "jobs" | "clock" | "log">) {
  await jobs.work("add-up-installation", () => addUpInstallation(db, clock.now()));
  await jobs.work("recount-installation", async () => {
    for (const drift of await recountInstallation(db, clock.now()))
      log.warn({ ...drift }, "What the installation counts was off, and is mended");
  });
  await jobs.schedule("add-up-installation", "* * * * *", {});
  await jobs.schedule("recount-installation", "40 3 * * *", {});
}
