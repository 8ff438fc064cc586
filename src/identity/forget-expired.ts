import type { Database } from "../ports/database.ts";

/** Deletes what has run out and lets nobody in any more: sessions, tokens of mails, trust in
 * browsers. For the sweep that runs daily. */
export async function forgetExpired(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
    await sql.query(`delete from auth.session where "expiresAt" < now()`);
    await sql.query(`delete from auth.verification where "expiresAt" < now()`);
    await sql.query("delete from auth.trusted_browser where expires_at < now()");
    await sql.query("delete from auth.two_factor_enrolment where created_at < now() - interval '1 hour'");
  });
}
