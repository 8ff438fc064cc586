import type { Work } from "../audit/work.ts";
import type { Database, Sql } from "../ports/database.ts";
import type { Stored } from "../ports/storage.ts";

/**
 * A table whose rows are files that a job writes, however often it has to begin. All have the columns status, attempt,
 * forgiven, failure, size, sha256, storage_key, completed_at and expires_at; what they count as done and in all is named
 * here.
 */
export interface ExportTable {
  name: "audit_export" | "data_export" | "person_export";
  done: string;
  total: string;
}

export const exportStatuses = ["queued", "running", "completed", "failed", "cancelled", "expired"] as const;
export type ExportStatus = (typeof exportStatuses)[number];

/** The export was cancelled, removed or begun anew: whoever writes this file writes it for nobody. */
export class Overtaken extends Error {}

/** One beginning of one export. */
export interface Attempt {
  organizationId: string;
  id: string;
  attempt: number;
}

const ours = "organization_id = $1 and id = $2 and attempt = $3 and status = 'running'";

/**
 * Begins an export, perhaps anew. Answers which attempt it is; undefined where there is nothing to do. `abandoned`
 * says that one which runs is nobody's any more.
 */
export async function beginExport(
  { name, done, total }: ExportTable,
  sql: Sql,
  organizationId: string,
  id: string,
  abandoned: boolean,
): Promise<number | undefined> {
  const text = `update ${name} set status = 'running', attempt = attempt + 1, ${done} = 0, ${total} = null, failure = null
    where organization_id = $1 and id = $2 and (status = 'queued' or $3 and status = 'running') returning attempt`;
  const [begun] = await sql.query<{ attempt: number }>(text, [organizationId, id, abandoned]);
  return begun?.attempt;
}

/** How far a file is; without `total`, what was said of it before holds. */
export interface Progress {
  done: number;
  total?: number | null;
}

/** Says how far the file is. Throws Overtaken where nobody wants it any more. */
export async function tellProgress(
  table: ExportTable,
  db: Database,
  { organizationId, id, attempt }: Attempt,
  { done, total = null }: Progress,
): Promise<void> {
  const text = `update ${table.name} set ${table.done} = $4, ${table.total} = coalesce($5, ${table.total}) where ${ours} returning 1`;
  const scope = { role: "nextcrm_app", organizationId, readOnly: false } as const;
  const moved = await db.transaction(scope, (sql) => sql.query(text, [organizationId, id, attempt, done, total]));
  if (moved.length === 0) throw new Overtaken();
}

/** The file that is there in the end, and the table's own columns that tell of it. */
export interface Finished extends Stored {
  storageKey: string;
  columns: Readonly<Record<string, unknown>>;
}

/** Throws Overtaken where nobody wants the file any more. */
export async function completeExport(
  { name }: ExportTable,
  work: Work,
  { id, attempt }: Attempt,
  { size, sha256, storageKey, columns }: Finished,
): Promise<void> {
  const values: unknown[] = [work.organizationId, id, attempt, size, sha256, storageKey, work.now];
  const others = Object.entries(columns).map(([column, value]) => `, ${column} = $${values.push(value)}`);
  const text = `update ${name} set status = 'completed', size = $4, sha256 = $5, storage_key = $6, completed_at = $7${others.join("")}
    where ${ours} returning expires_at as "expiresAt"`;
  const [row] = await work.sql.query<{ expiresAt: string }>(text, values);
  if (!row) throw new Overtaken();
  await work.sql.query("update abandoned_file set remove_after = $3 where organization_id = $1 and storage_key = $2", [
    work.organizationId,
    storageKey,
    row.expiresAt,
  ]);
}

/**
 * Ends or postpones an attempt with a reason in words, without one as no failure; false where somebody else was faster.
 */
export async function giveUp(
  { name }: ExportTable,
  sql: Sql,
  { organizationId, id, attempt }: Attempt,
  status: "failed" | "queued",
  failure: string | null,
): Promise<boolean> {
  const text = `update ${name} set status = $4::text, failure = $5::text, forgiven = forgiven + case when $5::text is null then 1 else 0 end,
      completed_at = case when $4::text = 'failed' then now() end
    where ${ours} returning 1`;
  return (await sql.query(text, [organizationId, id, attempt, status, failure])).length === 1;
}
