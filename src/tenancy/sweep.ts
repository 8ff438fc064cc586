import type { Database } from "../ports/database.ts";

/** Removes what is kept for a while only. Runs daily; a second run at the same time does no harm. */
export async function sweep(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("delete from idempotent_request where created_at < now() - interval '24 hours'"),
  );
}
