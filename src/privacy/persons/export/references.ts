import { recordTypes } from "../../../crm/record-types.ts";
import { allColumns } from "../../../records/row.ts";
import { exportedTables } from "../../export/tables.ts";

/** Columns of other tables in which a user stands by id. */
const others: Readonly<Record<string, readonly string[]>> = {
  organization: ["created_by"],
  invitation: ["invited_by", "accepted_by"],
  api_key: ["created_by"],
  document_version: ["created_by"],
  comment: ["created_by"],
  import: ["created_by"],
  legal_hold: ["user_id", "created_by", "released_by"],
  audit_stream: ["created_by"],
  record_retention: ["changed_by"],
  person_request: ["handler_id", "created_by", "finished_by"],
};

/** Where users stand, by table: as owners, assignees, authors. tests/person-requests.test.ts finds what is missing. */
export const userColumns: ReadonlyMap<string, readonly string[]> = new Map([
  ...recordTypes.map((type): [string, string[]] => {
    const members = allColumns(type).filter(({ field }) => field.target === "member");
    return [type.table, [...members.map(({ column }) => column), "created_by", "updated_by", "deleted_by"]];
  }),
  ...Object.entries(others),
]);

/** A line for each row of the table that names the user `$2`: `{"in": file, "id": …, "as": […]}`. */
export function selectReferences(table: string, columns: readonly string[]): string {
  const { file, key } = exportedTables[table]!;
  const as = columns.map((column) => `case when t.${column} = $2 then '${column}' end`).join(", ");
  const id = key.length === 1 ? `t.${key[0]!}` : `concat_ws('/', ${key.map((column) => `t.${column}`).join(", ")})`;
  const scope = table === "organization" ? "t.id" : "t.organization_id";
  const named = columns.map((column) => `t.${column} = $2`).join(" or ");
  return `select json_build_object('in', '${file}', 'id', ${id}, 'as', array_remove(array[${as}], null))::text
    from ${table} t where ${scope} = $1 and (${named}) order by ${key.map((column) => `t.${column}`).join(", ")}`;
}
