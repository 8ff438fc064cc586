import { recordTypes } from "../../crm/record-types.ts";
import type { Choice } from "../../records/field.ts";
import type { RecordType } from "../../records/record-type.ts";
import { columnsOf } from "../../records/record-type.ts";

/** `unchanged`: by the last change of records that are there. `trashed`: by the day on which they went to the trash. */
export const bases = ["unchanged", "trashed"] as const;
export type Basis = (typeof bases)[number];

/** Which records of a type a policy is about. */
export interface Condition {
  recordType: string;
  basis: Basis;
  days: number;
  /** Of `unchanged`: only in these states; null is any. */
  statuses: string[] | null;
}

/** What can be said of a type in a policy. */
export interface Conditions {
  recordType: string;
  /** The states that its declaration has; none where it has no such field. */
  statuses: readonly Choice[];
}

/** Books are kept by other laws: what has a number stays, whatever a policy says (`invoice-rules.ts` refuses it, too). */
const stays: Readonly<Record<string, string>> = { invoice: "r.number is null" };

/** From the declarations: a type's status, where it is one of a list. */
export const conditionsOfTypes: readonly Conditions[] = recordTypes.map((type: RecordType) => {
  const status = type.fields.status;
  return {
    recordType: type.name,
    statuses: status?.kind.name === "choice" && !status.open ? (status.choices ?? []) : [],
  };
});

export function typeNamed(name: string): RecordType {
  return recordTypes.find((type) => type.name === name)!;
}

/** When a record was dealt with last: being talked to is no change of a contact, but it is dealing with them. */
function ageOf(type: RecordType, basis: Basis): string {
  if (basis === "trashed") return "r.deleted_at";
  const remembers = columnsOf(type.fields).some(({ column }) => column === "last_activity_at");
  return remembers ? "greatest(r.updated_at, r.last_activity_at)" : "r.updated_at";
}

const held = (
  type: RecordType,
) => `exists (select from legal_hold h where h.organization_id = $1 and h.released_at is null
  and h.scope = 'record' and h.record_type = '${type.name}' and h.record_id = r.id)`;

/**
 * The records that a policy is about, as a part of SQL behind `from … r where`: the preview and the run ask with the
 * same. `$1` is the organization, `$2` the present moment, `$3` the days, `$4` the states.
 */
export function dueSql(type: RecordType, basis: Basis): { due: string; held: string; age: string } {
  const age = ageOf(type, basis);
  const state = basis === "trashed" ? "r.deleted_at is not null" : "r.deleted_at is null";
  const hasStatus = conditionsOfTypes.find(({ recordType }) => recordType === type.name)!.statuses.length > 0;
  const status = hasStatus ? "($4::text[] is null or r.status = any($4))" : "$4::text[] is null";
  const due = [
    `r.organization_id = $1`,
    state,
    `${age} < $2::timestamptz - make_interval(days => $3)`,
    status,
    stays[type.name],
  ];
  return { due: due.filter(Boolean).join(" and "), held: held(type), age };
}

export function valuesOf(
  organizationId: string,
  now: Date,
  { days, statuses }: Pick<Condition, "days" | "statuses">,
): unknown[] {
  return [organizationId, now, days, statuses];
}
