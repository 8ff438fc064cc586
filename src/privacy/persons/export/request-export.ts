import { awaitErasing } from "../../../audit/end-exports.ts";
import type { Work } from "../../../audit/work.ts";
import type { Jobs } from "../../../ports/jobs.ts";
import { Problem } from "../../../problems.ts";
import { lockOpen, save } from "../change-request.ts";
import { readPersonRequest } from "../stored-request.ts";
import type { PersonRequest } from "../stored-request.ts";
import { findSubject } from "../subject.ts";

/** How long a file is there, and how long it may wait to be written. */
export const keptDays = 7;

/** Has the file of a request written, anew where there was one. Throws a 409 while it is being written. */
export async function requestPersonExport(
  work: Work,
  jobs: Pick<Jobs, "enqueue">,
  now: Date,
  id: string,
): Promise<PersonRequest> {
  const { sql, organizationId, actor } = work;
  // An erasing holds the row of its own request.
  if ((await readPersonRequest(work, now, id)).kind !== "access")
    throw new Problem("conflict", "This person asked to be erased, not for a copy.");
  await awaitErasing(work);
  const request = await lockOpen(work, now, id);
  if (!(await findSubject(work, request.subject))) throw new Problem("gone", "The person is no longer there.");
  if (request.file?.status === "queued" || request.file?.status === "running")
    throw new Problem("conflict", "The file is being written already.");
  if (request.file?.storageKey)
    await sql.query("update abandoned_file set remove_after = now() where organization_id = $1 and storage_key = $2", [
      organizationId,
      request.file.storageKey,
    ]);
  await sql.query(
    `insert into person_export (organization_id, id, requested_by, created_at, expires_at) values ($1, $2, $3, $4, now() + make_interval(days => ${keptDays}))
      on conflict (organization_id, id) do update set status = 'queued', attempts_before = person_export.attempt, forgiven = 0, items = 0, total_items = null,
        size = null, sha256 = null, storage_key = null, failure = null, completed_at = null, requested_by = excluded.requested_by,
        created_at = excluded.created_at, expires_at = excluded.expires_at`,
    [organizationId, id, actor.userId, work.now],
  );
  const targets = [{ type: request.subject.type, id: request.subject.id }];
  work.record({ action: "EXPORT", resource: "person_request", resourceId: id, targets, details: { status: "queued" } });
  await jobs.enqueue(sql, "person-export", { organizationId, requestId: id });
  if (request.status === "received")
    await save(work, now, request, { status: "in_progress", handlerId: request.handler?.id ?? actor.userId });
  return readPersonRequest(work, now, id);
}
