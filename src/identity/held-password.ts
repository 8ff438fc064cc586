import type { Database, Sql } from "../ports/database.ts";

const read = { role: "nextcrm_auth", readOnly: true } as const;

/** The hash of the password of the account with this address; null where there is none. */
export async function passwordHashOf(db: Database, email: string): Promise<string | null> {
  const [account] = await db.transaction(read, (sql) =>
    sql.query<{ hash: string | null }>(
      `select a.password as hash from auth.account a join auth."user" u on u.id = a."userId" where u.email = $1 and a."providerId" = 'credential'`,
      [email],
    ),
  );
  return account?.hash ?? null;
}

/**
 * The hash of a person's password, which nobody changes until the transaction ends. A session that begins in it is
 * there for whoever changes it next, and ends the person's sessions.
 */
export async function holdPassword(sql: Sql, userId: string): Promise<string | null> {
  const text = `select password as hash from auth.account where "userId" = $1 and "providerId" = 'credential' for share`;
  const [account] = await sql.query<{ hash: string | null }>(text, [userId]);
  return account?.hash ?? null;
}

/** Waits for whoever holds the person's password to begin a session, and has others wait until the transaction ends. */
export async function holdOffSignIns(sql: Sql, userId: string): Promise<void> {
  await sql.query(`select from auth.account where "userId" = $1 for no key update`, [userId]);
}
