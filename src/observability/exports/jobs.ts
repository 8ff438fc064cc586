import type { Services } from "../../api/services.ts";
import { runExport } from "./run-export.ts";

/** Lets this process write exports. */
export async function workExports({ db, storage, jobs }: Pick<Services, "db" | "storage" | "jobs">): Promise<void> {
  await jobs.work("audit-export", ({ organizationId, exportId }, signal) =>
    runExport({ db, storage }, organizationId, exportId, signal),
  );
}
