import { recordTypes } from "../../../crm/record-types.ts";
import { childrenOf } from "../../../records/record-type.ts";
import type { RecordType } from "../../../records/record-type.ts";
import { referrersOf } from "../../../records/trash.ts";
import { recordTypeOf } from "../subject.ts";
import type { SubjectType } from "../subject.ts";

/** Which rows of an exported table are a person's: a condition on the rows named `row`; `$2` is their id, `$3` patterns of their words. */
export type Which = (row: string) => string;

/** What is said of a person, by table: in the tables' own order of a complete export. */
export function partsOf(type: SubjectType): ReadonlyMap<string, Which> {
  const recordType = recordTypeOf(type);
  return recordType ? ofRecord(recordType) : ofUser;
}

const named: Which = (row) => `${row}.body ilike any($3::text[])`;

/** The record itself, what refers to it in a field or a list, with its own rows and files, and comments on it or naming it. */
function ofRecord(type: RecordType): Map<string, Which> {
  const parts = new Map<string, Which[]>([[type.table, [(row) => `${row}.id = $2`]]]);
  const add = (table: string, which: Which) => parts.set(table, [...(parts.get(table) ?? []), which]);
  for (const { type: other, table, column, idColumn, isChild } of referrersOf(type, recordTypes)) {
    add(table, (row) => `${row}.${column} = $2`);
    if (isChild)
      add(
        other.table,
        (row) =>
          `${row}.id in (select l.${idColumn} from ${table} l where l.organization_id = $1 and l.${column} = $2)`,
      );
  }
  for (const one of recordTypes) {
    const which = parts.get(one.table);
    if (!which) continue;
    const mine =
      (column: string): Which =>
      (row) =>
        `${row}.${column} in (select p.id from ${one.table} p where p.organization_id = $1 and (${anyOf(which)("p")}))`;
    // Of a list of links only those to the person: the others are about others.
    for (const { field } of childrenOf(one.fields).filter(({ field: { kind } }) => kind.name === "rows"))
      add(field.rows!.table, mine(`${one.table}_id`));
    if (one.name === "document") add("document_version", mine("document_id"));
  }
  add("comment", (row) => `${row}.${type.table}_id = $2`);
  add("comment", named);
  return new Map([...parts].map(([table, which]) => [table, anyOf(which)]));
}

function anyOf(which: readonly Which[]): Which {
  return (row) => which.map((one) => one(row)).join(" or ");
}

/** Of somebody who works here, or did. What they did in records is of others; see references. */
const ofUser: ReadonlyMap<string, Which> = new Map<string, Which>([
  ["member", (row) => `${row}.user_id = $2`],
  // Of the very address: a longer one that contains it is somebody else's.
  [
    "invitation",
    (row) =>
      `${row}.accepted_by = $2 or ${row}.email = (select lower(m.email) from member m where m.organization_id = $1 and m.user_id = $2)`,
  ],
  ["api_key", (row) => `${row}.created_by = $2`],
  ["organization_session", (row) => `${row}.user_id = $2`],
  ["saved_view", (row) => `${row}.user_id = $2`],
  ["comment", (row) => `${row}.created_by = $2 or ${named(row)}`],
]);
