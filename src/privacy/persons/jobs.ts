import type { Services } from "../../api/services.ts";
import { runPersonExport } from "./export/run-export.ts";
import { tendRequests } from "./remind.ts";

/** Lets this process write the files of people's requests, and remind owners of what is due. */
export async function workPersonRequests({ db, storage, jobs, clock, settings }: Services): Promise<void> {
  const { publicUrl } = settings;
  await jobs.work("person-export", ({ organizationId, requestId }, signal) =>
    runPersonExport({ db, storage }, organizationId, requestId, signal),
  );
  await jobs.work("tend-person-requests", () => tendRequests({ db, jobs, clock, publicUrl }));
  await jobs.schedule("tend-person-requests", "23 * * * *", {});
}
