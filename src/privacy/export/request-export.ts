import type { Work } from "../../audit/work.ts";
import { cancelExport } from "../../exports/end.ts";
import { newId } from "../../identifier.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { notFound, Problem } from "../../problems.ts";
import { dataExports, findDataExport } from "./stored-export.ts";
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
  return requireDataExport(work, id);
}

/** Has one that failed tried again, by the options that it was asked for with. */
export async function retryDataExport(work: Work, jobs: Pick<Jobs, "enqueue">, id: string): Promise<StoredDataExport> {
  const { sql, organizationId } = work;
  const { format, files } = await requireDataExport(work, id);
  await refuseSecond(work);
  const { status } = await requireDataExport(work, id, true);
  if (status !== "failed") throw new Problem("conflict", `Only what failed is tried again; this export is ${status}.`);
  const text = `update data_export set status = 'queued', failure = null, attempts_before = attempt, items = 0, total_items = null,
    expires_at = ${expiry} where organization_id = $1 and id = $2`;
  await sql.query(text, [organizationId, id]);
  const details = { export: id, format, files, again: true };
  work.record({ action: "EXPORT", resource: "organization", resourceId: organizationId, details });
  await jobs.enqueue(sql, "data-export", { organizationId, exportId: id });
  return requireDataExport(work, id);
}

async function refuseSecond({ sql, organizationId }: Work): Promise<void> {
  // One after the other, so that two at once cannot both be the only one.
  await sql.query("select 1 from organization where id = $1 for no key update", [organizationId]);
  const text = `select count(*) filter (where status in ('queued', 'running')) as unfinished,
      count(*) filter (where status = 'completed' and expires_at > now()) as kept
    from data_export where organization_id = $1`;
  const [counts] = await sql.query<{ unfinished: number; kept: number }>(text, [organizationId]);
  if (counts!.unfinished > 0)
    throw new Problem("conflict", "An export of everything is under way. Let it end, or cancel it.");
  if (counts!.kept >= mostKept) throw new Problem("conflict", `${mostKept} exports of everything are kept already.`);
}

export async function requireDataExport(work: Work, id: string, lock = false): Promise<StoredDataExport> {
  const found = await findDataExport(work.sql, work.organizationId, id, lock);
  if (!found) throw notFound("data export");
  return found;
}

/** Stops one that waits or runs; its worker notices at its next look. */
export async function cancelDataExport(work: Work, id: string): Promise<StoredDataExport> {
  await cancelExport(dataExports, work, await requireDataExport(work, id, true));
  return requireDataExport(work, id);
}
