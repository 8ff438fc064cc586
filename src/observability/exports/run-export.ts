import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { LogFilter } from "../../audit/filter-sql.ts";
import { countMatching } from "../../audit/sealed-rows.ts";
import type { Finished } from "../../exports/attempts.ts";
import { runExport as run, sealedSize } from "../../exports/run-export.ts";
import type { ExportKind, ExportTools, Writing } from "../../exports/run-export.ts";
import type { Database } from "../../ports/database.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { Export } from "../audit-export.ts";
import { auditExports } from "./stored-export.ts";
import type { StoredExport } from "./stored-export.ts";

/** Nearly as often as the queue hands a job out. */
const mostAttempts = 8;
const longestCountMilliseconds = 10_000;
const stoppedByTimeout = "57014";
const origin = internalOrigin("audit-export");

/** Writes the file of an export of the audit log. */
export function runExport(tools: ExportTools, organizationId: string, id: string, signal?: AbortSignal): Promise<void> {
  return run(auditExportKind(tools), tools, organizationId, id, signal);
}

function auditExportKind(tools: ExportTools): ExportKind<StoredExport> {
  return {
    exports: auditExports,
    folder: "audit-exports",
    mostAttempts: () => mostAttempts,
    write: (stored, writing) => writeFile(tools, stored, writing),
    told: ({ format }, { columns: { events, checkpoint_size: checkpointSize } }) => ({
      format,
      events,
      checkpointSize,
    }),
  };
}

async function writeFile(
  { db, storage }: ExportTools,
  { format, filter }: StoredExport,
  { attempt, storageKey, watched }: Writing,
): Promise<Finished> {
  const { organizationId, id } = attempt;
  const checkpointSize = await sealedSize(db, organizationId, id);
  const found = new Export(db, systemActor(organizationId), origin, format, filter, checkpointSize);
  const total = found.whole ? checkpointSize : await countWithin(db, organizationId, filter, checkpointSize);
  const stored = await storage.write(
    storageKey,
    watched(found.bytes(), () => ({ done: found.events, total })),
  );
  const { events } = found;
  const { checkpoint } = found.header;
  const columns = { events, total_events: events, checkpoint, checkpoint_size: checkpointSize };
  return { ...stored, storageKey, columns };
}

/** Null where counting takes too long: the file does not wait for it. */
async function countWithin(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  size: number,
): Promise<number | null> {
  const counting = inOrganization(db, systemActor(organizationId), origin, "read-only", async ({ sql }) => {
    await sql.query(`set local statement_timeout = ${longestCountMilliseconds}`);
    return countMatching(sql, organizationId, filter, size);
  });
  return counting.catch((error: { code?: string }) => {
    if (error.code === stoppedByTimeout) return null;
    throw error;
  });
}
