import type { RecordType } from "../records/record-type.ts";
import { linkable } from "./vocabulary.ts";

/** Of SQL with the organization in `$1` and the record in `$2`; gives kind, id, at, title, body, type, status and by. */
export interface Source {
  kind: "activity" | "task" | "document" | "comment";
  select: string;
}

/** Whose links count as the record's own: what came of a lead, and for an account its people and sales. */
const through: Record<string, { table: string; column: string }[]> = {
  account: [
    { table: "contact", column: "account_id" },
    { table: "opportunity", column: "account_id" },
    { table: "lead", column: "converted_account_id" },
  ],
  contact: [{ table: "lead", column: "converted_contact_id" }],
  opportunity: [{ table: "lead", column: "converted_opportunity_id" }],
};

/** The ids of what is linked to the record through a table of links. */
function linkedTo(type: RecordType, kind: string): string {
  const direct = `select l.${kind}_id from ${kind}_link l where l.organization_id = $1 and l.${type.table}_id = $2`;
  const around = (through[type.name] ?? []).map(
    ({ table, column }) =>
      `select l.${kind}_id from ${table} s join ${kind}_link l on l.organization_id = $1 and l.${table}_id = s.id
       where s.organization_id = $1 and s.${column} = $2 and s.deleted_at is null`,
  );
  return [direct, ...around].join(" union ");
}

/** A body is shown in full on its own page. */
const longestBody = 2_000;

function linked(type: RecordType, kind: "activity" | "task" | "document", columns: string): Source {
  const own =
    type.name === "project" && kind === "task"
      ? " union select id from task where organization_id = $1 and project_id = $2"
      : "";
  const select = `select '${kind}' as kind, t.id, ${columns}, t.created_by as by from ${kind} t
    where t.organization_id = $1 and t.deleted_at is null and t.id in (${linkedTo(type, kind)}${own})`;
  return { kind, select };
}

/** Where a record's timeline comes from, besides the audit log. */
export function sourcesOf(type: RecordType): Source[] {
  const comments: Source = {
    kind: "comment",
    select: `select 'comment' as kind, t.id, t.created_at as at, null as title, t.body, null as type, null as status, t.created_by as by
      from comment t where t.organization_id = $1 and t.${type.table}_id = $2`,
  };
  if (!(linkable as readonly string[]).includes(type.name)) return [comments];
  return [
    comments,
    linked(
      type,
      "activity",
      `coalesce(t.date, t.created_at) as at, t.title, left(t.body, ${longestBody}) as body, t.type, t.outcome as status`,
    ),
    linked(
      type,
      "task",
      `t.created_at as at, t.title, left(t.content, ${longestBody}) as body, null as type, t.status`,
    ),
    linked(type, "document", "t.created_at as at, t.name as title, t.filename as body, t.type, t.status"),
  ];
}
