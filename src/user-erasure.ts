import { commandLineActor, commandLineOrigin, whoRunsCommand } from "./access/command-line.ts";
import { appendOperatorEvent, operatorLog } from "./audit/append.ts";
import { findPerson } from "./identity/sign-in.ts";
import { withLogs } from "./installed-logs.ts";
import type { Database, Sql } from "./ports/database.ts";
import { Refusal, UsageError } from "./refusal.ts";
import { forgetInOperatorLog } from "./tenancy/forget-person.ts";

/** `nextcrm user erase` */
export async function eraseUser(given: string): Promise<void> {
  const email = given.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError(`${JSON.stringify(given)} is no email address.`);
  await withLogs(async ({ db }) => {
    const { account, values } = await eraseAccount(db, email);
    console.log(
      `${account ? `The account of ${email} is gone` : `There is no account of ${email}`}; the operator's log lost ${values} of their values.`,
    );
  });
}

/**
 * Removes the account of somebody who is in no organization, and their values from the operator's log; of somebody
 * without an account, whatever has their address. Throws a Refusal for members and operators. May be done again.
 */
export async function eraseAccount(db: Database, email: string): Promise<{ account: boolean; values: number }> {
  const person = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) => findPerson(sql, email));
  if (person) await demandNobodys(db, person.userId, email);
  // The log first: whoever is stopped in between finds the account, and all that has to be looked for, once more.
  const values = await forgetInOperatorLog(
    db,
    { id: person?.userId ?? null, name: person?.name ?? null, email },
    commandLineActor(operatorLog),
    commandLineOrigin("user erase"),
    { enqueue: () => Promise.reject(new Error("The operator's log has no archives")) },
  );
  if (!person) return { account: false, values };
  const text = "select remove_account($1) as removed";
  const removed = await asOperator(db, async (sql) => {
    const [row] = await sql.query<{ removed: boolean }>(text, [person.userId]);
    const actor = { type: "system", userId: null, name: whoRunsCommand(), method: "command_line" } as const;
    const entry = { action: "DELETE", resource: "user", resourceId: person.userId } as const;
    if (row!.removed) await appendOperatorEvent(sql, actor, commandLineOrigin("user erase"), entry);
    return row!.removed;
  });
  // Somebody took them in meanwhile.
  if (!removed) await demandNobodys(db, person.userId, email);
  return { account: true, values };
}

/** Throws a Refusal where somebody still has a part in the installation. */
async function demandNobodys(db: Database, userId: string, email: string): Promise<void> {
  const text = "select * from account_ties($1)";
  const [row] = await asOperator(db, (sql) =>
    sql.query<{ operator: boolean; organizations: string[] }>(text, [userId]),
  );
  const { operator, organizations } = row!;
  if (operator) throw new Refusal(`${email} is an operator of this installation.`);
  if (organizations.length > 0)
    throw new Refusal(`${email} is still in ${organizations.join(", ")}, whose owners decide what is kept there.`);
}

function asOperator<T>(db: Database, body: (sql: Sql) => Promise<T>): Promise<T> {
  return db.transaction({ role: "nextcrm_operator", readOnly: false }, body);
}
