import { eraseFromLog } from "../audit/erase.ts";
import { wordsOf } from "../audit/subject.ts";
import type { Work } from "../audit/work.ts";
import type { Jobs } from "../ports/jobs.ts";
import { notFound, Problem } from "../problems.ts";
import { erasedEmail } from "./members.ts";

/** What stands for a person who was erased, wherever a name has to be. */
export const erasedName = "Erased person";

/** By which they came, or could have come. */
const forgetInvitations = `update invitation set email = 'erased-' || id || '@invalid',
    revoked_at = case when accepted_at is null then coalesce(revoked_at, $4) end
  where organization_id = $1 and (accepted_by = $2 or lower(email) = lower($3))`;

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
  await work.sql.query(forgetInvitations, [...mine, member.email, work.now]);
  const words = wordsOf([member.name, member.email]);
  return eraseFromLog(work, { types: ["user", "member"], id: userId, words }, { resource: "member" }, jobs);
}
