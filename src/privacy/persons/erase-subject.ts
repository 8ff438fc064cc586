import { demand } from "../../access/permissions.ts";
import { eraseFromLog } from "../../audit/erase.ts";
import { heldBy } from "../../audit/held.ts";
import type { Work } from "../../audit/work.ts";
import { problemOf } from "../../api/failures.ts";
import { erasePerson } from "../../crm/erase-person.ts";
import { recordTypes } from "../../crm/record-types.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { Problem } from "../../problems.ts";
import { referrersOf } from "../../records/trash.ts";
import { eraseMember } from "../../tenancy/erase-member.ts";
import { ended, lockOpen, save } from "./change-request.ts";
import type { PersonRequest } from "./stored-request.ts";
import { findSubject, logTypesOf, recordTypeOf } from "./subject.ts";
import type { PersonSubject } from "./subject.ts";

type Enqueuing = Pick<Jobs, "enqueue">;

/** Erases whom an erasure is asked of, and ends the request. Throws a 409 where a legal hold keeps them. */
export async function eraseForRequest(work: Work, jobs: Enqueuing, now: Date, id: string): Promise<PersonRequest> {
  const request = await lockErasure(work, now, id);
  const erasedValues = await eraseSubject(work, request.subject, jobs);
  // What is told of the act is told after it, so that it stays.
  return save(work, now, request, {
    ...ended(work),
    handlerId: request.handler?.id ?? work.actor.userId,
    status: "done",
    erasedValues,
  });
}

async function lockErasure(work: Work, now: Date, id: string): Promise<PersonRequest> {
  const request = await lockOpen(work, now, id);
  if (request.kind !== "erasure") throw new Problem("conflict", "This person asked for a copy, not to be erased.");
  demandErasing(work, request.subject);
  return request;
}

function demandErasing({ actor }: Work, { type }: PersonSubject): void {
  if (type === "user") demand(actor, "members.manage", "Forgetting a member takes the role admin or a higher one.");
  else demand(actor, "records.purge", "Deleting for good takes the role admin or a higher one.");
}

/** The record or the member's name, and every value of theirs in the log. Answers how many went from there. */
async function eraseSubject(work: Work, subject: PersonSubject, jobs: Enqueuing): Promise<number> {
  const { type, id } = subject;
  const recordType = recordTypeOf(type);
  if (!recordType) return eraseMember(work, id, jobs);
  if (await findSubject(work, subject)) return erasePerson(work, recordType, id, jobs);
  // The record was deleted for good before, which leaves what the log said of it.
  return eraseFromLog(work, { types: logTypesOf(type), id, words: [] }, { resource: type }, jobs);
}

/** What an erasing would do now. */
export interface ErasurePreview {
  /** Why it cannot be done as things are; the rest is zero then. */
  obstacle: string | null;
  /** The names of the legal holds that keep them. */
  holds: string[];
  /** Whether there is a record, or a name and an address, that go. */
  record: boolean;
  /** In the audit log, in others' events too. */
  values: number;
  comments: number;
  /** Records that name them in a list, such as the people of an activity, by type; they lose the link. */
  links: Record<string, number>;
  /** Records that name them in a field, by type; it is emptied. */
  cleared: Record<string, number>;
  /** The first of these. */
  first: { type: string; id: string; title: string }[];
}

const mostShown = 20;

/** Does what the erasing does, notes what went, and takes it back: what it says is what will happen. */
export async function previewErasure(work: Work, jobs: Enqueuing, now: Date, id: string): Promise<ErasurePreview> {
  const { subject } = await lockErasure(work, now, id);
  const preview = await inTrial(work, async () => {
    const [comments, links, known] = [
      await countComments(work, subject),
      await countLinks(work, subject),
      await findSubject(work, subject),
    ];
    const told = work.entries.length;
    const values = await eraseSubject(work, subject, jobs);
    const changed = work.entries
      .slice(told)
      .filter(({ action, resourceId }) => action === "UPDATE" && resourceId !== id);
    const cleared = Object.fromEntries(
      [...Map.groupBy(changed, ({ resource }) => resource)].map(([type, events]) => [type, events.length]),
    );
    const first = changed
      .slice(0, mostShown)
      .map(({ resource: type, resourceId, name }) => ({ type, id: resourceId!, title: name ?? "" }));
    return { obstacle: null, holds: [], record: known !== undefined, values, comments, links, cleared, first };
  });
  const targets = [{ type: subject.type, id: subject.id }];
  work.record({ action: "VIEW", resource: "person_request", resourceId: id, targets, details: { preview: "erasure" } });
  return preview;
}

const nothing = { record: false, values: 0, comments: 0, links: {}, cleared: {}, first: [] };

/** Lets nothing stay of what `body` does, refusals included, which it tells. */
async function inTrial(work: Work, body: () => Promise<ErasurePreview>): Promise<ErasurePreview> {
  const told = work.entries.length;
  await work.sql.query("savepoint trial");
  try {
    return await body();
  } catch (error) {
    const known = problemOf(error);
    if (!known) throw error;
    return { ...nothing, obstacle: known.message, holds: heldBy(error) ?? [] };
  } finally {
    await work.sql.query("rollback to savepoint trial");
    work.entries.length = told;
  }
}

async function countComments({ sql, organizationId }: Work, { type, id }: PersonSubject): Promise<number> {
  if (!recordTypeOf(type)) return 0;
  const text = `select count(*) as count from comment where organization_id = $1 and ${type}_id = $2`;
  const [row] = await sql.query<{ count: number }>(text, [organizationId, id]);
  return row!.count;
}

async function countLinks({ sql, organizationId }: Work, { type, id }: PersonSubject): Promise<Record<string, number>> {
  const recordType = recordTypeOf(type);
  if (!recordType) return {};
  const counts: Record<string, number> = {};
  for (const { type: other, table, column, isChild } of referrersOf(recordType, recordTypes)) {
    if (!isChild) continue;
    const text = `select count(*) as count from ${table} where organization_id = $1 and ${column} = $2`;
    const [row] = await sql.query<{ count: number }>(text, [organizationId, id]);
    if (row!.count > 0) counts[other.name] = (counts[other.name] ?? 0) + row!.count;
  }
  return counts;
}
