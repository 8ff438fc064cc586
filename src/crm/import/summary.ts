import type { Work } from "../../audit/work.ts";
import type { StoredImport } from "./progress.ts";

/** The one event that tells of the whole. */
export function recordSummary(work: Work, ended: StoredImport): void {
  const { status, recordType, dryRun, processed, created, updated, unchanged, failed, related, sha256, reason } = ended;
  work.record({
    action: "IMPORT",
    resource: "import",
    resourceId: ended.id,
    ...(ended.filename ? { name: ended.filename } : {}),
    ...(status === "failed" ? { outcome: "failure" as const, said: { reason: reason ?? "failed" } } : {}),
    details: { recordType, dryRun, status, processed, created, updated, unchanged, failed, related, sha256 },
  });
}

/** That somebody asked for it: what comes of it is done by a job, for which nobody waits. */
export function recordRequest(
  work: Work,
  asked: Pick<StoredImport, "id" | "filename" | "recordType" | "dryRun">,
  details: { undo?: true } = {},
): void {
  const { id, filename, recordType, dryRun } = asked;
  work.record({
    action: "IMPORT",
    resource: "import",
    resourceId: id,
    ...(filename ? { name: filename } : {}),
    details: { recordType, dryRun, status: "queued", ...details },
  });
}
