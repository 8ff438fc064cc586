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
