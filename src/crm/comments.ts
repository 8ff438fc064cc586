import { explainHold } from "../audit/held.ts";
import type { Work } from "../audit/work.ts";
import { demand } from "../access/permissions.ts";
import { newId } from "../identifier.ts";
import { notFound } from "../problems.ts";
import type { RecordType } from "../records/record-type.ts";
import { readRecord } from "../records/store.ts";

export interface Comment {
  id: string;
  body: string;
  createdAt: string;
  createdBy: string | null;
  /** The author's name. */
  author: string | null;
}

const members = `c.id, c.body, c.created_at as "createdAt", c.created_by as "createdBy", m.name as author`;
const withAuthor =
  "from comment c left join member m on m.organization_id = c.organization_id and m.user_id = c.created_by";

/** What people said about a record, newest first, `before` the comment with this id. */
export async function listComments(
  work: Work,
  type: RecordType,
  recordId: string,
  limit: number,
  before: string | null,
): Promise<Comment[]> {
  await readRecord(work, type, recordId);
  const text = `select ${members} ${withAuthor}
    where c.organization_id = $1 and c.${type.table}_id = $2 and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`;
  return work.sql.query<Comment>(text, [work.organizationId, recordId, before, limit], { prepare: true });
}

export async function addComment(work: Work, type: RecordType, recordId: string, body: string): Promise<Comment> {
  const { displayName } = await readRecord(work, type, recordId);
  const id = newId();
  const text = `insert into comment (organization_id, id, ${type.table}_id, body, created_at, created_by) values ($1, $2, $3, $4, $5, $6)`;
  await work.sql.query(text, [work.organizationId, id, recordId, body, work.now, work.actor.userId], { prepare: true });
  work.record({
    action: "CREATE",
    resource: "comment",
    resourceId: id,
    name: displayName,
    changes: { body: { from: null, to: body } },
    targets: [{ type: type.name, id: recordId }],
  });
  return { id, body, createdAt: work.now, createdBy: work.actor.userId, author: work.actor.name };
}

/** Removes a comment: its author may, and who may delete for good. */
export async function removeComment(work: Work, type: RecordType, recordId: string, id: string): Promise<void> {
  const { displayName } = await readRecord(work, type, recordId);
  const text = `select ${members} ${withAuthor} where c.organization_id = $1 and c.${type.table}_id = $2 and c.id = $3 for update of c`;
  const [comment] = await work.sql.query<Comment>(text, [work.organizationId, recordId, id]);
  if (!comment) throw notFound("comment");
  if (comment.createdBy !== work.actor.userId)
    demand(work.actor, "records.purge", "Only its author or an admin may remove a comment.");
  await work.sql
    .query("delete from comment where organization_id = $1 and id = $2", [work.organizationId, id])
    .catch((error) => explainHold(error, work));
  work.record({
    action: "DELETE",
    resource: "comment",
    resourceId: id,
    name: displayName,
    changes: { body: { from: comment.body, to: null } },
    targets: [{ type: type.name, id: recordId }],
  });
}
