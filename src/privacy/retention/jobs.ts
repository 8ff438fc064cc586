import type { Services } from "../../api/services.ts";
import { retainRecords } from "./run.ts";

/** Lets this process remove at night what policies say. */
export async function workRecordRetention({ db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">): Promise<void> {
  await jobs.work("retain-records", (_, signal) => retainRecords({ db, clock }, signal));
  await jobs.schedule("retain-records", "20 1 * * *", {});
}
