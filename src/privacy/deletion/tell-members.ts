import type { Message } from "../../ports/mail.ts";
import type { Sql } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Recipient } from "../../ports/letter.ts";

/** Enqueues a mail to everybody who is in the organization, or to its owners, in the caller's transaction. */
export async function tellMembers(
  jobs: Pick<Jobs, "enqueue">,
  sql: Sql,
  organizationId: string,
  write: (recipient: Recipient) => Message,
  whom: "everybody" | "owners" = "everybody",
): Promise<void> {
  const text = `select name, email from member where organization_id = $1 and removed_at is null
    ${whom === "owners" ? "and role = 'owner'" : ""} order by user_id`;
  for (const [ahead, recipient] of (await sql.query<Recipient>(text, [organizationId])).entries())
    await jobs.enqueue(sql, "send-mail", write(recipient), ahead);
}
