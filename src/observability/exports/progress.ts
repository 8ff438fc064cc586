import type { Work } from "../../audit/work.ts";
import type { Database, Sql } from "../../ports/database.ts";
import type { Stored } from "../../ports/storage.ts";
import { findExport } from "./stored-export.ts";
import type { StoredExport } from "./stored-export.ts";

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
 * Begins an export, perhaps anew; undefined where there is nothing to do. `abandoned` says that one which runs is
 * nobody's any more.
 */
export async function beginExport(
  sql: Sql,
  organizationId: string,
  id: string,
  abandoned: boolean,
): Promise<StoredExport | undefined> {
  const text = `update audit_export set status = 'running', attempt = attempt + 1, events = 0, total_events = null, failure = null
    where organization_id = $1 and id = $2 and (status = 'queued' or $3 and status = 'running') returning 1`;
  const begun = await sql.query(text, [organizationId, id, abandoned]);
  return begun.length === 0 ? undefined : findExport(sql, organizationId, id);
}

/** Says how far the file is. Throws Overtaken where nobody wants it any more. */
export async function tellProgress(
  db: Database,
  { organizationId, id, attempt }: Attempt,
  told: { events: number; totalEvents?: number | null },
): Promise<void> {
  const text = `update audit_export set events = $4, total_events = coalesce($5, total_events) where ${ours} returning 1`;
  const values = [organizationId, id, attempt, told.events, told.totalEvents ?? null];
  const scope = { role: "nextcrm_app", organizationId, readOnly: false } as const;
  const moved = await db.transaction(scope, (sql) => sql.query(text, values));
  if (moved.length === 0) throw new Overtaken();
}

/** What is there in the end. */
export interface Finished extends Stored {
  events: number;
  checkpoint: string | null;
  checkpointSize: number;
  storageKey: string;
}

/** Throws Overtaken where nobody wants the file any more. */
export async function completeExport(work: Work, { id, attempt }: Attempt, finished: Finished): Promise<void> {
  const { events, size, sha256, checkpoint, checkpointSize, storageKey } = finished;
  const text = `update audit_export set status = 'completed', events = $4, total_events = $4, size = $5, sha256 = $6, checkpoint = $7,
    checkpoint_size = $8, storage_key = $9, completed_at = $10 where ${ours} returning expires_at as "expiresAt"`;
  const values = [
    work.organizationId,
    id,
    attempt,
    events,
    size,
    sha256,
    checkpoint,
    checkpointSize,
    storageKey,
    work.now,
  ];
  const [row] = await work.sql.query<{ expiresAt: string }>(text, values);
  if (!row) throw new Overtaken();
  await work.sql.query("update abandoned_file set remove_after = $3 where organization_id = $1 and storage_key = $2", [
    work.organizationId,
    storageKey,
    row.expiresAt,
  ]);
}

/** Ends or postpones an attempt with a reason in words; nothing where somebody else was faster. */
export async function giveUp(
  sql: Sql,
  { organizationId, id, attempt }: Attempt,
  status: "failed" | "queued",
  failure: string | null,
): Promise<boolean> {
  const text = `update audit_export set status = $4, failure = $5 where ${ours} returning 1`;
  return (await sql.query(text, [organizationId, id, attempt, status, failure])).length === 1;
}
