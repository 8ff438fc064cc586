import type { Work } from "./work.ts";

// What was looked for may be the person, too; of what is still being written it has to stay until then.
const end = `update audit_export set status = case status when 'completed' then 'expired' when 'running' then 'queued' else status end,
    failure = case status when 'completed' then 'Values of a person were erased from the log after this file was written. Ask for it anew.' else failure end,
    link_sha256 = null, storage_key = null,
    filter = case when status in ('queued', 'running') then filter else filter - 'search' - 'ip' end
  where organization_id = $1`;
const remove =
  "update abandoned_file set remove_after = now() where organization_id = $1 and storage_key like 'audit-exports/%'";

/**
 * Ends what still says what was just erased from the log: files of exports go, and those that are being written are
 * begun anew. The next sweep removes the bytes; nobody can ask for them any more once this commits.
 */
export async function endExports({ sql, organizationId }: Work): Promise<void> {
  await sql.query(end, [organizationId]);
  await sql.query(remove, [organizationId]);
}
