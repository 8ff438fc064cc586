import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { Problem } from "../../problems.ts";
import { dataExports } from "./stored-export.ts";
import type { DataFormat, StoredDataExport } from "./stored-export.ts";

/** How long a file is there, and how long one may wait to be written. */
export const keptDays = 7;
/** Each may be as large as all that the organization has. */
const mostKept = 20;

interface Request {
  format: DataFormat;
  files: boolean;
}

const expiry = `now() + make_interval(days => ${keptDays})`;

/** Enqueues the writing of everything that the organization has. Throws a 409 while another one is under way. */
export async function requestDataExport(
  work: Work,
  jobs: Pick<Jobs, "enqueue">,
  { format, files }: Request,
): Promise<StoredDataExport> {
  const { sql, organizationId } = work;
  await refuseSecond(work);
  const id = newId();
  await sql.query(
    `insert into data_export (organization_id, id, format, files, requested_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, ${expiry})`,
    [organizationId, id, format, format === "zip" && files, work.actor.userId, work.now],
  );
  // The event bears the export's id: once it has its place in the log, all that happened before has, too.
  const details = { export: id, format, files: format === "zip" && files };
  work.record({ id, action: "EXPORT", resource: "organization", resourceId: organizationId, details });
  await jobs.enqueue(sql, "data-export", { organizationId, exportId: id });
  return dataExports.require(work, id);
}

/** Has one that failed tried again, by the options that it was asked for with. */
export async function retryDataExport(work: Work, jobs: Pick<Jobs, "enqueue">, id: string): Promise<StoredDataExport> {
  const { sql, organizationId } = work;
  const { format, files } = await dataExports.require(work, id);
  await refuseSecond(work);
  const { status } = await dataExports.require(work, id, true);
  if (status !== "failed") throw new Problem("conflict", `Only what failed is tried again; this export is ${status}.`);
  const text = `update data_export set status = 'queued', failure = null, attempts_before = attempt, forgiven = 0, items = 0, total_items = null,
    completed_at = null, expires_at = ${expiry} where organization_id = $1 and id = $2`;
  await sql.query(text, [organizationId, id]);
  const details = { export: id, format, files, again: true };
  work.record({ action: "EXPORT", resource: "organization", resourceId: organizationId, details });
  await jobs.enqueue(sql, "data-export", { organizationId, exportId: id });
  return dataExports.require(work, id);
}

async function refuseSecond(work: Work): Promise<void> {
  const { unfinished, kept } = await dataExports.count(work);
  if (unfinished > 0) throw new Problem("conflict", "An export of everything is under way. Let it end, or cancel it.");
  if (kept >= mostKept) throw new Problem("conflict", `${mostKept} exports of everything are kept already.`);
}
