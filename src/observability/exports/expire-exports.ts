import type { Database } from "../../ports/database.ts";

/** How long a row without a file says that there was one. */
const keptDays = 30;

// What a filter looks for may be about people; which of its members were used stays.
const expire = `update audit_export set status = case status when 'completed' then 'expired' else 'failed' end,
    failure = case status when 'completed' then null else 'It was not finished in time.' end,
    link_sha256 = null, storage_key = null, filter = filter - 'search' - 'ip'
  where status in ('completed', 'queued', 'running') and expires_at <= now()`;
const forget = "delete from audit_export where expires_at < now() - make_interval(days => $1)";

/** Ends exports whose time is over, in every organization. Their bytes go with the abandoned files. */
export async function expireExports(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    await sql.query(expire);
    await sql.query(forget, [keptDays]);
  });
}
