import { internalOrigin } from "../access/caller.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import { newId } from "../identifier.ts";
import type { Database } from "../ports/database.ts";
import { colleagues } from "./team.ts";

const scope = { role: "nextcrm_auth", readOnly: false } as const;

/** The demo's people as users with a password. Answers their ids in order; those who exist already keep all they have. */
export async function createPeople(db: Database, passwordHash: string): Promise<string[]> {
  return db.transaction(scope, async (sql) => {
    const ids: string[] = [];
    for (const { name, email } of colleagues) {
      const id = newId();
      const text = `insert into auth."user" (id, name, email, "emailVerified") values ($1, $2, $3, true) on conflict (email) do nothing returning id`;
      const [created] = await sql.query<{ id: string }>(text, [id, name, email]);
      if (!created) {
        const [known] = await sql.query<{ id: string }>(`select id from auth."user" where email = $1`, [email]);
        ids.push(known!.id);
        continue;
      }
      const credential = `insert into auth.account (id, "accountId", "providerId", "userId", password) values ($1, $2, 'credential', $3, $4)`;
      await sql.query(credential, [newId(), id, id, passwordHash]);
      const entry = { action: "CREATE", resource: "user", resourceId: id, name, details: { demo: true } } as const;
      await appendOperatorEvent(
        sql,
        { type: "system", userId: null, method: "internal" },
        internalOrigin("demo"),
        entry,
      );
      ids.push(id);
    }
    return ids;
  });
}
