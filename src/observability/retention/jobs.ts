import type { Services } from "../../api/services.ts";
import { announceRetention } from "./announce.ts";
import { pruneAll } from "./prune-all.ts";
import { rewriteArchives } from "./rewrite-archives.ts";

type Tools = Pick<Services, "db" | "storage" | "jobs" | "clock" | "settings">;

/** Lets this process prune logs, at night, and do what follows from erasings and smaller plans. */
export async function workRetention({ db, storage, jobs, clock, settings }: Tools): Promise<void> {
  await jobs.work("prune-audit-log", (_, signal) => pruneAll({ db, storage, clock }, signal));
  await jobs.work("rewrite-archives", ({ organizationId }, signal) =>
    rewriteArchives({ db, storage }, organizationId, signal),
  );
  await jobs.work("announce-retention", ({ organizationId }) =>
    announceRetention({ db, jobs, publicUrl: settings.publicUrl }, organizationId),
  );
  await jobs.schedule("prune-audit-log", "40 2 * * *", {});
}
