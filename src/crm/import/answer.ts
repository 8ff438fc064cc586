import { z } from "zod";
import type { Sql } from "../../ports/database.ts";
import type { StoredImport } from "./progress.ts";

const shownErrors = 100;

const BadRow = z.object({ line: z.int(), column: z.string().nullable(), reason: z.string() });

/** An import as a caller sees it. */
export const ImportAnswer = z
  .object({
    id: z.string(),
    type: z.string(),
    status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    reason: z.string().nullable().describe("Why it failed"),
    dryRun: z.boolean(),
    filename: z.string().nullable(),
    size: z.int(),
    sha256: z.string(),
    total: z.int().nullable().describe("Rows of the file, once it was read through"),
    processed: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    related: z.int().describe("Records made because a reference named them"),
    columns: z.array(z.object({ column: z.string(), field: z.string().nullable() })),
    existing: z.enum(["update", "skip"]).describe("What becomes of records that are there already"),
    fileKept: z
      .boolean()
      .describe("Whether the file is still there: for errors.csv, and for a dry run to be done in earnest"),
    keys: z.array(z.string()).describe("The fields that tell a repeated row, best first"),
    createdAt: z.iso.datetime(),
    createdBy: z.string().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    undo: z
      .object({
        status: z.enum(["queued", "running", "done"]),
        removed: z.int(),
        restored: z.int(),
        undoneAt: z.iso.datetime().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Import" });

export const ImportDetails = ImportAnswer.extend({
  errors: z.array(BadRow).describe(`The first ${shownErrors}; all of them are in errors.csv`),
  warnings: z.array(BadRow),
  kept: z
    .array(z.object({ type: z.string(), id: z.string(), reason: z.string() }))
    .describe("What an undo left as it is"),
}).meta({ id: "ImportDetails" });

export function answerOf(stored: StoredImport): z.input<typeof ImportAnswer> {
  return {
    id: stored.id,
    type: stored.recordType,
    status: stored.status,
    reason: stored.reason,
    dryRun: stored.dryRun,
    filename: stored.filename,
    size: stored.size,
    sha256: stored.sha256,
    total: stored.total,
    processed: stored.processed,
    created: stored.created,
    updated: stored.updated,
    unchanged: stored.unchanged,
    failed: stored.failed,
    related: stored.related,
    columns: stored.plan.columns.map(({ column, field }) => ({ column, field })),
    existing: stored.plan.existing ?? "update",
    fileKept: stored.storageKey !== null,
    keys: stored.plan.keys,
    createdAt: stored.createdAt,
    createdBy: stored.createdBy,
    startedAt: stored.startedAt,
    finishedAt: stored.finishedAt,
    undo: stored.undoStatus && {
      status: stored.undoStatus,
      removed: stored.undoRemoved,
      restored: stored.undoRestored,
      undoneAt: stored.undoneAt,
    },
  };
}

export async function detailsOf(
  sql: Sql,
  organizationId: string,
  stored: StoredImport,
): Promise<z.input<typeof ImportDetails>> {
  const text = `select line, column_name as "column", reason from import_error where organization_id = $1 and import_id = $2 and warning = $3 order by line, position limit ${shownErrors}`;
  const kept = `select record_type as type, record_id as id, kept as reason from import_change where organization_id = $1 and import_id = $2 and kept is not null order by record_id limit ${shownErrors}`;
  const [errors, warnings, keptRecords] = await Promise.all([
    sql.query<z.input<typeof BadRow>>(text, [organizationId, stored.id, false]),
    sql.query<z.input<typeof BadRow>>(text, [organizationId, stored.id, true]),
    sql.query<{ type: string; id: string; reason: string }>(kept, [organizationId, stored.id]),
  ]);
  return { ...answerOf(stored), errors, warnings, kept: keptRecords };
}
