import { eraseFromLog } from "../audit/erase.ts";
import { wordsOf } from "../audit/subject.ts";
import type { Work } from "../audit/work.ts";
import type { Jobs } from "../ports/jobs.ts";
import { notFound, Problem } from "../problems.ts";
import { erasedEmail } from "./members.ts";

/** What stands for a person who was erased, wherever a name has to be. */
export const erasedName = "Erased person";

/**
 * Forgets somebody who has left the organization: their name and address, and every value of theirs in its log. What
 * they made stays, by an erased person. Answers how many values went.
 */
export async function eraseMember(work: Work, userId: string, jobs: Pick<Jobs, "enqueue">): Promise<number> {
  const text = `select name, email, removed_at as "removedAt" from member where organization_id = $1 and user_id = $2 for update`;
  const mine = [work.organizationId, userId];
  const [member] = await work.sql.query<{ name: string; email: string; removedAt: string | null }>(text, mine);
  if (!member) throw notFound("member");
  if (member.removedAt === null)
    throw new Problem("conflict", "Remove the member first: only those who have left can be forgotten.");
  await work.sql.query(
    `update member set name = $3, email = ${erasedEmail} where organization_id = $1 and user_id = $2`,
    [...mine, erasedName],
  );
  const words = wordsOf([member.name.includes(" ") ? member.name : null, member.email]);
  return eraseFromLog(work, { types: ["user", "member"], id: userId, words }, { resource: "member" }, jobs);
}
