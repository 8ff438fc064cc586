import { roleHas } from "../../access/permissions.ts";
import type { Role } from "../../access/permissions.ts";
import type { Changes } from "../../audit/event.ts";
import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import { invalidField, Problem } from "../../problems.ts";
import { columnName } from "../../records/record-type.ts";
import { text } from "../../records/kinds/text.ts";
import { findSubject } from "./subject.ts";
import type { PersonSubject } from "./subject.ts";
import { isOpen, lockPersonRequest, readPersonRequest } from "./stored-request.ts";
import type { PersonRequest } from "./stored-request.ts";

export interface NewRequest {
  kind: PersonRequest["kind"];
  subject: PersonSubject;
  /** `YYYY-MM-DD`; today unless said. */
  receivedOn?: string | undefined;
  note?: string | undefined;
}

/** Article 12, paragraph 3: without undue delay and in any event within one month of receipt, or two further ones. */
const monthsAtFirst = 1;
const monthsExtended = 3;

/** Notes that a person asked for something. Throws a 409 while they wait for the same already. */
export async function receiveRequest(work: Work, now: Date, request: NewRequest): Promise<PersonRequest> {
  const { sql, organizationId } = work;
  const { kind, subject, note = null } = request;
  if (!(await findSubject(work, subject))) throw invalidField("subject.id", "names nobody who is there");
  const today = await dayOf(work, now);
  const receivedOn = request.receivedOn ?? today;
  if (receivedOn > today) throw invalidField("receivedOn", "must not be in the future");
  const id = newId();
  const statement = `insert into person_request
      (organization_id, id, kind, subject_type, subject_id, received_on, due_on, note, created_at, created_by)
    values ($1, $2, $3, $4, $5, $6::date, $6::date + make_interval(months => ${monthsAtFirst}), $7, $8, $9)
    on conflict (organization_id, kind, subject_type, subject_id) where status in ('received', 'in_progress') do nothing returning id`;
  const values = [organizationId, id, kind, subject.type, subject.id, receivedOn, note, work.now, work.actor.userId];
  if ((await sql.query(statement, values)).length === 0)
    throw new Problem("already-exists", "A request of this person for the same is open already.");
  const received = await readPersonRequest(work, now, id);
  tell(work, received, "CREATE", changesFrom({ kind, receivedOn, dueOn: received.dueOn }));
  return received;
}

async function dayOf({ sql, organizationId }: Work, moment: Date): Promise<string> {
  const [row] = await sql.query<{ day: string }>(
    "select ($2::timestamptz at time zone time_zone)::date as day from organization where id = $1",
    [organizationId, moment],
  );
  return row!.day;
}

/** Says who deals with it, which begins it. */
export async function takeRequest(work: Work, now: Date, id: string, handlerId: string): Promise<PersonRequest> {
  const request = await lockOpen(work, now, id);
  const found = await work.sql.query<{ role: Role }>(
    "select role from member where organization_id = $1 and user_id = $2 and removed_at is null",
    [work.organizationId, handlerId],
  );
  if (!found.some(({ role }) => roleHas(role, "persons.manage")))
    throw invalidField("handlerId", "names nobody who may deal with requests: owners and admins do");
  return save(work, now, request, { handlerId, status: "in_progress" });
}

/** Two further months, once, with the reason that the person is told within the first. */
export async function extendRequest(work: Work, now: Date, id: string, reason: string): Promise<PersonRequest> {
  const request = await lockOpen(work, now, id);
  if (request.extendedAt !== null) throw new Problem("conflict", "The time was extended already, which happens once.");
  if (request.daysLeft! < 0)
    throw new Problem(
      "conflict",
      "It is overdue: the time is extended, and the person told so, within the first month.",
    );
  const [row] = await work.sql.query<{ due: string }>(
    `select ($1::date + make_interval(months => ${monthsExtended}))::date as due`,
    [request.receivedOn],
  );
  // Owners hear of the new day as they heard of the old one.
  return save(work, now, request, { dueOn: row!.due, extendedAt: work.now, extensionReason: reason, toldDays: [] });
}

/** Ends it without what was asked for; the person is told why. */
export async function refuseRequest(work: Work, now: Date, id: string, reason: string): Promise<PersonRequest> {
  const request = await lockOpen(work, now, id);
  return save(work, now, request, { ...ended(work), status: "refused", refusalReason: reason });
}

/** Ends it: what was asked for was done. Throws a 409 where nothing tells so. */
export async function finishRequest(work: Work, now: Date, id: string): Promise<PersonRequest> {
  const request = await lockOpen(work, now, id);
  if (request.kind === "erasure" && request.erasedAt === null)
    throw new Problem("conflict", "The person is not erased yet.");
  if (request.kind === "access" && request.exportedAt === null && request.erasedAt === null)
    throw new Problem("conflict", "There was no file yet that could be handed over.");
  return save(work, now, request, { ...ended(work), status: "done" });
}

export function ended(work: Work): Saved {
  return { finishedAt: work.now, finishedBy: work.actor.userId };
}

/** Locked, and open; a 409 where it is over. */
export async function lockOpen(work: Work, now: Date, id: string): Promise<PersonRequest> {
  const request = await lockPersonRequest(work, now, id);
  if (!isOpen(request))
    throw new Problem("conflict", `The request is closed: ${request.status === "done" ? "done" : "refused"}.`);
  return request;
}

type Saved = Partial<{
  status: PersonRequest["status"];
  handlerId: string | null;
  dueOn: string;
  extendedAt: string;
  extensionReason: string;
  refusalReason: string;
  erasedValues: number;
  finishedAt: string;
  finishedBy: string | null;
  toldDays: number[];
}>;

/** What follows from others; and what somebody wrote about the person, which is to go with them from everywhere. */
const untold = new Set(["toldDays", "finishedBy", "finishedAt", "extendedAt", "extensionReason", "refusalReason"]);

/** Writes what is given of a locked request, and its event. */
export async function save(work: Work, now: Date, request: PersonRequest, saved: Saved): Promise<PersonRequest> {
  const values: unknown[] = [work.organizationId, request.id];
  const sets = Object.entries(saved).map(([member, value]) => `${columnName(member, plain)} = $${values.push(value)}`);
  await work.sql.query(`update person_request set ${sets.join(", ")} where organization_id = $1 and id = $2`, values);
  const before: Record<string, unknown> = { ...request, handlerId: request.handler?.id ?? null };
  const changes = Object.fromEntries(
    Object.entries(saved)
      .filter(([member, to]) => !untold.has(member) && before[member] !== to)
      .map(([member, to]) => [member, { from: before[member] ?? null, to }]),
  );
  tell(work, request, "UPDATE", changes);
  return readPersonRequest(work, now, request.id);
}

const plain = text("Plain");

function changesFrom(values: Record<string, unknown>): Changes {
  return Object.fromEntries(Object.entries(values).map(([member, to]) => [member, { from: null, to }]));
}

/** The person stands in it by id, and no word that somebody wrote. */
function tell(work: Work, { id, subject }: PersonRequest, action: "CREATE" | "UPDATE", changes: Changes): void {
  const targets = [{ type: subject.type, id: subject.id }];
  work.record({ action, resource: "person_request", resourceId: id, changes, targets });
}
