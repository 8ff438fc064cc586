import type { Actor, Origin } from "../../access/caller.ts";
import type { Work } from "../../audit/work.ts";
import type { Sql } from "../../ports/database.ts";
import type { Outcome, Touched } from "./outcome.ts";
import type { ImportPlan } from "./plan.ts";

export type ImportStatus = "queued" | "running" | "done" | "failed" | "cancelled";

/** The row of an import. */
export interface StoredImport {
  id: string;
  recordType: string;
  status: ImportStatus;
  dryRun: boolean;
  filename: string | null;
  size: number;
  sha256: string;
  storageKey: string | null;
  plan: ImportPlan;
  actor: Actor;
  origin: Origin;
  total: number | null;
  processed: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  related: number;
  reason: string | null;
  undoStatus: "queued" | "running" | "done" | null;
  undoRemoved: number;
  undoRestored: number;
  createdAt: string;
  createdBy: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  undoneAt: string | null;
}

const columns = `id, record_type as "recordType", status, dry_run as "dryRun", filename, size, sha256, storage_key as "storageKey", plan, actor, origin,
  total, processed, created, updated, unchanged, failed, related, reason, undo_status as "undoStatus", undo_removed as "undoRemoved",
  undo_restored as "undoRestored", created_at as "createdAt", created_by as "createdBy", started_at as "startedAt", finished_at as "finishedAt", undone_at as "undoneAt"`;

export async function findImport(
  sql: Sql,
  organizationId: string,
  id: string,
  lock = false,
): Promise<StoredImport | undefined> {
  const text = `select ${columns} from import where organization_id = $1 and id = $2${lock ? " for update" : ""}`;
  const [found] = await sql.query<StoredImport>(text, [organizationId, id]);
  return found;
}

/** How many imports of the organization wait or run. */
export async function countUnfinished(sql: Sql, organizationId: string): Promise<number> {
  const text = "select count(*) as count from import where organization_id = $1 and status in ('queued', 'running')";
  const [row] = await sql.query<{ count: number }>(text, [organizationId], { prepare: true });
  return row!.count;
}

export function listImports(
  sql: Sql,
  organizationId: string,
  before: string | null,
  limit: number,
): Promise<StoredImport[]> {
  const text = `select ${columns} from import where organization_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`;
  return sql.query<StoredImport>(text, [organizationId, before, limit]);
}

export async function insertImport(
  work: Work,
  given: Pick<StoredImport, "id" | "recordType" | "dryRun" | "filename" | "size" | "sha256" | "storageKey" | "plan">,
): Promise<void> {
  await work.sql.query(
    `insert into import (organization_id, id, record_type, dry_run, filename, size, sha256, storage_key, plan, actor, origin, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      work.organizationId,
      given.id,
      given.recordType,
      given.dryRun,
      given.filename,
      given.size,
      given.sha256,
      given.storageKey,
      JSON.stringify(given.plan),
      JSON.stringify(work.actor),
      JSON.stringify(work.origin),
      work.now,
      work.actor.userId,
    ],
  );
}

/** Marks the import as running; undefined where it is over already. A dry run starts anew, since it leaves no trace. */
export async function startImport(sql: Sql, organizationId: string, id: string): Promise<StoredImport | undefined> {
  const text = `update import set status = 'running', started_at = coalesce(started_at, now()),
    processed = case when dry_run then 0 else processed end, created = case when dry_run then 0 else created end,
    updated = case when dry_run then 0 else updated end, unchanged = case when dry_run then 0 else unchanged end,
    failed = case when dry_run then 0 else failed end, related = case when dry_run then 0 else related end
    where organization_id = $1 and id = $2 and status in ('queued', 'running') and undo_status is null returning ${columns}`;
  const [started] = await sql.query<StoredImport>(text, [organizationId, id]);
  if (started?.dryRun)
    await sql.query("delete from import_error where organization_id = $1 and import_id = $2", [organizationId, id]);
  return started;
}

/** Makes a dry run an import that nothing is done of yet, by whoever asks for it now. */
export async function restartImport(work: Work, id: string, plan: ImportPlan): Promise<void> {
  const own = [work.organizationId, id];
  await work.sql.query("delete from import_error where organization_id = $1 and import_id = $2", own);
  await work.sql.query(
    `update import set dry_run = false, status = 'queued', plan = $3, actor = $4, origin = $5, created_by = $6, created_at = $7, reason = null,
      started_at = null, finished_at = null, processed = 0, created = 0, updated = 0, unchanged = 0, failed = 0, related = 0
      where organization_id = $1 and id = $2`,
    [
      ...own,
      JSON.stringify(plan),
      JSON.stringify(work.actor),
      JSON.stringify(work.origin),
      work.actor.userId,
      work.now,
    ],
  );
}

/** Takes the import's lock; false where it was cancelled or another worker is ahead. */
export async function holdImport(sql: Sql, organizationId: string, id: string, processed: number): Promise<boolean> {
  const text =
    "select 1 from import where organization_id = $1 and id = $2 and status = 'running' and processed = $3 for no key update";
  return (await sql.query(text, [organizationId, id, processed], { prepare: true })).length === 1;
}

/** Adds what a batch did, in the batch's own transaction. */
export async function saveOutcome(sql: Sql, organizationId: string, id: string, outcome: Outcome): Promise<void> {
  const { processed, created, updated, unchanged, failed, related } = outcome;
  const counters = `update import set processed = processed + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
    failed = failed + $7, related = related + $8 where organization_id = $1 and id = $2`;
  await Promise.all([
    sql.query(counters, [organizationId, id, processed, created, updated, unchanged, failed, related], {
      prepare: true,
    }),
    saveIssues(sql, organizationId, id, outcome.issues),
    saveTouched(sql, organizationId, id, outcome.touched),
    savePending(sql, organizationId, id, outcome),
  ]);
}

export async function saveIssues(
  sql: Sql,
  organizationId: string,
  id: string,
  issues: Outcome["issues"],
): Promise<void> {
  if (issues.length === 0) return;
  const text = `insert into import_error (organization_id, import_id, line, position, column_name, reason, warning)
    select $1, $2, line, coalesce((select max(position) + 1 from import_error e where e.organization_id = $1 and e.import_id = $2 and e.line = r.line), 0)
      + row_number() over (partition by line order by place) - 1, column_name, reason, warning
    from json_to_recordset($3) as r (place integer, line integer, column_name text, reason text, warning boolean)`;
  const rows = issues.map(({ line, column, reason, warning }, place) => ({
    place,
    line,
    column_name: column,
    reason,
    warning: warning === true,
  }));
  await sql.query(text, [organizationId, id, JSON.stringify(rows)], { prepare: true });
}

export async function saveTouched(
  sql: Sql,
  organizationId: string,
  id: string,
  touched: readonly Touched[],
): Promise<void> {
  if (touched.length === 0) return;
  const text = `insert into import_change (organization_id, import_id, record_type, record_id, created, version)
    select $1, $2, * from unnest($3::text[], $4::uuid[], $5::boolean[], $6::integer[])
    on conflict (organization_id, import_id, record_type, record_id) do update set version = excluded.version`;
  const values = [
    touched.map(({ type }) => type.name),
    touched.map((t) => t.id),
    touched.map(({ created }) => created),
    touched.map(({ version }) => version),
  ];
  await sql.query(text, [organizationId, id, ...values], { prepare: true });
}

async function savePending(sql: Sql, organizationId: string, id: string, { pending }: Outcome): Promise<void> {
  if (pending.length === 0) return;
  const text = `insert into import_pending_reference (organization_id, import_id, line, member, column_name, record_id, named)
    select $1, $2, * from unnest($3::integer[], $4::text[], $5::text[], $6::uuid[], $7::text[])`;
  const values = [
    pending.map((p) => p.line),
    pending.map((p) => p.member),
    pending.map((p) => p.column),
    pending.map((p) => p.recordId),
    pending.map((p) => p.named),
  ];
  await sql.query(text, [organizationId, id, ...values], { prepare: true });
}

export async function endImport(
  sql: Sql,
  organizationId: string,
  id: string,
  status: ImportStatus,
  reason: string | null,
  total: number | null,
): Promise<void> {
  const text = `update import set status = $3, reason = $4, total = coalesce($5, total), finished_at = now()
    where organization_id = $1 and id = $2 and status in ('queued', 'running')`;
  await sql.query(text, [organizationId, id, status, reason, total]);
}
