import type { Work } from "../../audit/work.ts";
import type { ExportStatus } from "../../exports/attempts.ts";
import { notFound } from "../../problems.ts";
import type { PersonSubject, SubjectType } from "./subject.ts";

/** `access`: a copy of everything about them (articles 15 and 20). `erasure`: that it goes (article 17). */
export const requestKinds = ["access", "erasure"] as const;
export const requestStatuses = ["received", "in_progress", "done", "refused"] as const;

interface Person {
  id: string;
  name: string;
}

/** The file of a request; moments are RFC 3339. */
export interface StoredPersonExport {
  status: ExportStatus;
  items: number;
  totalItems: number | null;
  /** Bytes. */
  size: number | null;
  /** Hexadecimal. */
  sha256: string | null;
  storageKey: string | null;
  failure: string | null;
  createdAt: string;
  expiresAt: string;
}

/** What a person asked for and what became of it. Days are `YYYY-MM-DD`, moments RFC 3339. */
export interface PersonRequest {
  id: string;
  kind: (typeof requestKinds)[number];
  /** The name is null once the person is erased, or gone otherwise. */
  subject: PersonSubject & { name: string | null };
  status: (typeof requestStatuses)[number];
  receivedOn: string;
  dueOn: string;
  /** Negative once it is overdue; null once it is closed. */
  daysLeft: number | null;
  extendedAt: string | null;
  extensionReason: string | null;
  note: string | null;
  refusalReason: string | null;
  handler: Person | null;
  exportedAt: string | null;
  exportedSha256: string | null;
  erasedAt: string | null;
  erasedValues: number | null;
  createdAt: string;
  createdBy: Person | null;
  finishedAt: string | null;
  finishedBy: Person | null;
  file: StoredPersonExport | null;
}

type Row = Omit<PersonRequest, "subject"> & { subjectType: SubjectType; subjectId: string; subjectName: string | null };

const person = (alias: string) =>
  `case when ${alias}.user_id is not null then jsonb_build_object('id', ${alias}.user_id, 'name', ${alias}.name) end`;
const member = (alias: string, column: string) =>
  `left join member ${alias} on ${alias}.organization_id = r.organization_id and ${alias}.user_id = r.${column}`;
const record = (table: string) =>
  `left join ${table} on r.subject_type = '${table}' and ${table}.organization_id = r.organization_id and ${table}.id = r.subject_id`;

/** `$2` is the present moment. What is past its time is expired, whether or not the sweep has been there. */
const select = `select r.id, r.kind, r.subject_type as "subjectType", r.subject_id as "subjectId", r.status,
    case when r.erased_at is null then coalesce(contact.display_name, lead.display_name, known.name) end as "subjectName",
    r.received_on as "receivedOn", r.due_on as "dueOn",
    case when r.finished_at is null then r.due_on - ($2::timestamptz at time zone o.time_zone)::date end as "daysLeft",
    r.extended_at as "extendedAt", r.extension_reason as "extensionReason", r.note, r.refusal_reason as "refusalReason",
    ${person("handler")} as handler, r.exported_at as "exportedAt", r.exported_sha256 as "exportedSha256",
    r.erased_at as "erasedAt", r.erased_values as "erasedValues", r.created_at as "createdAt", ${person("creator")} as "createdBy",
    r.finished_at as "finishedAt", ${person("finisher")} as "finishedBy",
    case when x.id is not null then jsonb_build_object(
      'status', case when x.status = 'completed' and x.expires_at <= now() then 'expired' else x.status end,
      'items', x.items, 'totalItems', x.total_items, 'size', x.size, 'sha256', x.sha256, 'storageKey', x.storage_key, 'failure', x.failure,
      'createdAt', to_char(x.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'expiresAt', to_char(x.expires_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as file
  from person_request r join organization o on o.id = r.organization_id
  left join person_export x on x.organization_id = r.organization_id and x.id = r.id
  ${record("contact")} ${record("lead")} ${member("known", "subject_id")} and r.subject_type = 'user'
  ${member("handler", "handler_id")} ${member("creator", "created_by")} ${member("finisher", "finished_by")}
  where r.organization_id = $1`;

function present({ subjectType: type, subjectId: id, subjectName: name, ...row }: Row): PersonRequest {
  return { ...row, subject: { type, id, name } };
}

export interface RequestFilter {
  state?: "open" | "closed" | undefined;
  subject?: PersonSubject | undefined;
}

const open = "r.status in ('received', 'in_progress')";

/** Requests by the day on which they are due: of open ones the most urgent first, else the latest. */
export async function listRequests(
  { sql, organizationId }: Work,
  now: Date,
  { state, subject }: RequestFilter,
  limit: number,
  after: string | null,
): Promise<PersonRequest[]> {
  const [order, beyond] = state === "open" ? (["", ">"] as const) : ([" desc", "<"] as const);
  const wanted = { open: ` and ${open}`, closed: ` and not ${open}` };
  const text = `${select}${state === undefined ? "" : wanted[state]}
    and ($3::text is null or r.subject_type = $3 and r.subject_id = $4)
    and ($5::uuid is null or (r.due_on, r.id) ${beyond} (select a.due_on, a.id from person_request a where a.organization_id = $1 and a.id = $5))
    order by r.due_on${order}, r.id${order} limit $6`;
  const values = [organizationId, now, subject?.type ?? null, subject?.id ?? null, after, limit];
  return (await sql.query<Row>(text, values)).map(present);
}

/** Throws a 404. */
export async function readPersonRequest({ sql, organizationId }: Work, now: Date, id: string): Promise<PersonRequest> {
  const [row] = await sql.query<Row>(`${select} and r.id = $3`, [organizationId, now, id]);
  if (!row) throw notFound("request");
  return present(row);
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockPersonRequest(work: Work, now: Date, id: string): Promise<PersonRequest> {
  const lock = "select 1 from person_request where organization_id = $1 and id = $2 for update";
  await work.sql.query(lock, [work.organizationId, id]);
  return readPersonRequest(work, now, id);
}

export function isOpen({ status }: Pick<PersonRequest, "status">): boolean {
  return status === "received" || status === "in_progress";
}
