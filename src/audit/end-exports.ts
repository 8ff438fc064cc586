import type { Work } from "./work.ts";

// What was looked for may be the person, too. What is still being written goes on with it, unless it names them.
const end = `update audit_export x set
    status = case when x.status = 'completed' then 'expired' when is_theirs then 'failed' when x.status = 'running' then 'queued' else x.status end,
    failure = case when x.status = 'completed' then 'Values of a person were erased from the log after this file was written. Ask for it anew.'
      when is_theirs then 'The person it looked for was erased from the log.' else failure end,
    forgiven = forgiven + case x.status when 'running' then 1 else 0 end, link_sha256 = null, storage_key = null,
    filter = case when x.status in ('queued', 'running') and not is_theirs then filter else filter - 'search' - 'ip' end
  from (
    select id, status in ('queued', 'running') and exists (
      select from unnest($2::text[]) word
      where strpos(fold(word), fold(filter->>'search')) > 0 or strpos(fold(filter->>'search'), fold(word)) > 0) as is_theirs
    from audit_export where organization_id = $1
  ) looked
  where x.organization_id = $1 and x.id = looked.id`;
/** Of complete exports and of exports about one person, who may be another than the one that was erased. */
const endWhole = (
  table: "data_export" | "person_export",
) => `update ${table} set status = case status when 'completed' then 'expired' when 'running' then 'queued' else status end,
    failure = case status when 'completed' then 'Values of a person were erased after this file was written. Ask for it anew.' else failure end,
    forgiven = forgiven + case status when 'running' then 1 else 0 end, storage_key = null
  where organization_id = $1`;
const remove = `update abandoned_file set remove_after = now() where organization_id = $1
  and (storage_key like 'audit-exports/%' or storage_key like 'data-exports/%' or storage_key like 'person-exports/%')`;

const turn = "hashtextextended('nextcrm exports ' || $1, 0)";

/**
 * Whoever asks for an export waits for an erasing that has ended those it saw: else the new file would be of a moment
 * before the erasing, and nothing would end it. To be called before rows are locked.
 */
export async function awaitErasing({ sql, organizationId }: Pick<Work, "sql" | "organizationId">): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock_shared(${turn})`, [organizationId]);
}

/**
 * Ends what still says what was just erased from the log: files of exports go, and those that are being written are
 * begun anew, but for those whose search has one of the words or a part of one. The next sweep removes the bytes; nobody can ask for them any more once this commits.
 */
export async function endExports({ sql, organizationId }: Work, words: readonly string[]): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(${turn})`, [organizationId]);
  await sql.query(end, [organizationId, words]);
  await sql.query(endWhole("data_export"), [organizationId]);
  await sql.query(endWhole("person_export"), [organizationId]);
  await sql.query(remove, [organizationId]);
}
