import type { Database } from "../../ports/database.ts";

/** How long a file, its bad rows and where it came from are kept. */
export const keptDays = 30;

const text = `with old as (
    update import set storage_key = null, filename = null, origin = '{}', actor = actor - 'name' - 'email' - 'sessionId'
    where storage_key is not null and finished_at < now() - make_interval(days => $1) returning organization_id, id)
  delete from import_error e using old where e.organization_id = old.organization_id and e.import_id = old.id`;

/** Deletes what old imports still say of people, in every organization; counts and plans stay. Their files go with the abandoned ones. */
export async function forgetImports(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => sql.query(text, [keptDays]));
}
