import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import type { ExportStatus } from "./attempts.ts";
import { isUnderWay } from "./stored.ts";
import type { Stored, StoredExports } from "./stored.ts";

/** Stops an export that waits or runs; its worker notices at its next look. */
export async function cancelExport<Row extends Stored>(
  exports: StoredExports<Row>,
  work: Work,
  id: string,
): Promise<Row> {
  const { name } = exports.table;
  const stored = await exports.require(work, id, true);
  const { status } = stored;
  if (!isUnderWay(stored)) throw new Problem("conflict", `The export is over: ${status}.`);
  await work.sql.query(`update ${name} set status = 'cancelled' where organization_id = $1 and id = $2`, [
    work.organizationId,
    id,
  ]);
  const changes = { status: { from: status, to: "cancelled" } };
  work.record({ action: "UPDATE", resource: name, resourceId: id, changes });
  return exports.require(work, id);
}

/** The key of an export's file. Throws a 409 before there is one, and a 410 afterwards. */
export function keyOfFile({ status, storageKey }: { status: ExportStatus; storageKey: string | null }): string {
  if (status === "expired") throw new Problem("gone", "The file is gone. Ask for the export anew.");
  if (status !== "completed" || storageKey === null)
    throw new Problem("conflict", `There is no file yet: the export is ${status}.`);
  return storageKey;
}

/** How long a row without a file says that there was one. */
const keptDays = 30;

/**
 * Ends exports whose time is over, in every organization. Their bytes go with the abandoned files. What a filter looks
 * for may be about people; which of its members were used stays.
 */
const statements = ["audit_export", "data_export", "person_export"].flatMap((table) => [
  `update ${table} set status = case status when 'completed' then 'expired' else 'failed' end,
      failure = case status when 'completed' then null else 'It was not finished in time.' end, storage_key = null,
      completed_at = coalesce(completed_at, now())
      ${table === "audit_export" ? ", link_sha256 = null, filter = filter - 'search' - 'ip'" : ""}
      where status in ('completed', 'queued', 'running') and expires_at <= now()`,
  `delete from ${table} where expires_at < now() - make_interval(days => ${keptDays})`,
]);

export async function expireExports(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    for (const statement of statements) await sql.query(statement);
  });
}
