import type { Jobs } from "../ports/jobs.ts";
import type { Recipient } from "../ports/letter.ts";
import type { Message } from "../ports/mail.ts";
import type { Sql } from "../ports/database.ts";

type Write = (recipient: Recipient) => Message;

/** Enqueues a mail to everybody who is in the organization, in the caller's transaction. */
export async function tellMembers(jobs: Pick<Jobs, "enqueue">, sql: Sql, organizationId: string, write: Write) {
  await enqueueEach(jobs, sql, write, await present(sql, organizationId, ""));
}

/** Enqueues a mail to each of the organization's owners, in the caller's transaction. Answers how many they are. */
export async function tellOwners(
  jobs: Pick<Jobs, "enqueue">,
  sql: Sql,
  organizationId: string,
  write: Write,
): Promise<number> {
  const owners = await present(sql, organizationId, "and role = 'owner'");
  await enqueueEach(jobs, sql, write, owners);
  return owners.length;
}

function present(sql: Sql, organizationId: string, condition: "" | "and role = 'owner'"): Promise<Recipient[]> {
  const text = `select name, email from member where organization_id = $1 and removed_at is null ${condition} order by user_id`;
  return sql.query(text, [organizationId]);
}

async function enqueueEach(jobs: Pick<Jobs, "enqueue">, sql: Sql, write: Write, recipients: readonly Recipient[]) {
  for (const [ahead, recipient] of recipients.entries()) await jobs.enqueue(sql, "send-mail", write(recipient), ahead);
}
