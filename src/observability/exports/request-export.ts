import type { Work } from "../../audit/work.ts";
import type { LogFilter } from "../../audit/filter-sql.ts";
import { abandonFile } from "../../crm/document-versions.ts";
import { keyOfFile } from "../../exports/end.ts";
import { newId } from "../../identifier.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { Problem } from "../../problems.ts";
import { namesUsed } from "../audit-export.ts";
import type { ExportFormat } from "../audit-export.ts";
import { auditExports } from "./stored-export.ts";
import type { StoredExport } from "./stored-export.ts";

const mostUnfinished = 3;
/** Each may be as large as the log, for a month: nobody's disk is to be filled by asking again and again. */
const mostKept = 50;
const dayMilliseconds = 86_400_000;

interface Request {
  format: ExportFormat;
  filter: LogFilter;
  expiresInDays: number;
}

/** Enqueues the writing of a file. Throws a 409 where the organization has enough of them, under way or kept. */
export async function requestExport(
  work: Work,
  jobs: Jobs,
  { format, filter, expiresInDays }: Request,
): Promise<StoredExport> {
  const { sql, organizationId } = work;
  const { unfinished, kept } = await auditExports.count(work);
  if (unfinished >= mostUnfinished)
    throw new Problem(
      "conflict",
      `${mostUnfinished} exports of this log wait or run already. Let one end, or cancel one.`,
    );
  if (kept >= mostKept) throw new Problem("conflict", `${mostKept} exports of this log are kept already. Remove one.`);
  const id = newId();
  const expiresAt = new Date(Date.parse(work.now) + expiresInDays * dayMilliseconds).toISOString();
  await sql.query(
    "insert into audit_export (organization_id, id, format, filter, requested_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
    [organizationId, id, format, JSON.stringify(filter), work.actor.userId, work.now, expiresAt],
  );
  const details = { format, filter: namesUsed(filter), expiresAt };
  // The event bears the export's id: once it has its place in the log, all that happened before has, too.
  work.record({ id, action: "EXPORT", resource: "audit_export", resourceId: id, details });
  await jobs.enqueue(sql, "audit-export", { organizationId, exportId: id }, unfinished);
  return auditExports.require(work, id);
}

/** The export with its file. Throws a 409 before there is one, and a 410 afterwards. */
export async function requireFile(
  work: Work,
  id: string,
  lock = false,
): Promise<StoredExport & { storageKey: string }> {
  const found = await auditExports.require(work, id, lock);
  return { ...found, storageKey: keyOfFile(found) };
}

/** Removes an export with its file and its link, whatever became of it. */
export async function deleteExport(work: Work, id: string): Promise<void> {
  const { status, storageKey } = await auditExports.require(work, id, true);
  await work.sql.query("delete from audit_export where organization_id = $1 and id = $2", [work.organizationId, id]);
  if (storageKey !== null) await abandonFile(work, storageKey, 0);
  work.record({ action: "DELETE", resource: "audit_export", resourceId: id, details: { status } });
}
