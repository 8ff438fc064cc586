import type { Work } from "../../audit/work.ts";
import { lockRecords, updateRecords } from "../../records/bulk-write.ts";
import { changesBetween } from "../../records/store.ts";
import { eventDetails } from "./job.ts";
import type { ImportJob } from "./job.ts";
import { saveIssues, saveTouched } from "./progress.ts";
import { findByNames } from "./references.ts";

interface Pending {
  line: number;
  member: string;
  columnName: string;
  recordId: string;
  named: string;
}

const batchSize = 500;
const take = `delete from import_pending_reference p where (p.organization_id, p.import_id, p.line, p.member) in (
    select organization_id, import_id, line, member from import_pending_reference where organization_id = $1 and import_id = $2 order by line limit ${batchSize})
  returning line, member, column_name as "columnName", record_id as "recordId", named`;

/**
 * Fills in some references to records that stood further down in the file, now that all rows are in. Answers whether
 * there may be more.
 */
export async function linkSome(work: Work, job: ImportJob): Promise<boolean> {
  const pending = await work.sql.query<Pending>(take, [work.organizationId, job.id], { prepare: true });
  if (pending.length === 0) return false;
  const ids = await findByNames(work, job.type, [...new Set(pending.map(({ named }) => named))]);
  const records = await lockRecords(work, job.type, [...new Set(pending.map(({ recordId }) => recordId))]);
  const issues: Parameters<typeof saveIssues>[3] = [];
  const wanted = new Map<string, Record<string, unknown>>();
  for (const { line, member, columnName, recordId, named } of pending) {
    const id = ids.get(named);
    if (id === undefined)
      issues.push({
        line,
        column: columnName,
        reason: `“${named}” is in this file, but its own row failed; left blank`,
        warning: true,
      });
    else if (records.has(recordId)) wanted.set(recordId, { ...wanted.get(recordId), [member]: id });
  }
  const changed = [...wanted].map(([id, values]) => {
    const previous = records.get(id)!;
    const next = { ...previous, ...values };
    return { previous, next, changes: changesBetween(job.type, previous, next), members: Object.keys(values) };
  });
  await updateRecords(work, job.type, changed);
  for (const { previous, changes } of changed) {
    work.record({
      action: "UPDATE",
      resource: job.type.name,
      resourceId: previous.id,
      name: previous.displayName,
      changes,
      ...eventDetails(job),
    });
  }
  await Promise.all([
    saveIssues(work.sql, work.organizationId, job.id, issues),
    saveTouched(
      work.sql,
      work.organizationId,
      job.id,
      changed.map(({ previous }) => ({
        type: job.type,
        id: previous.id,
        created: false,
        version: previous.version + 1,
      })),
    ),
  ]);
  return true;
}
