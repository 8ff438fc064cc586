import type { Work } from "../audit/work.ts";
import type { Sql } from "../ports/database.ts";
import type { Link } from "./kinds/reference.ts";
import { childrenOf, columnName, columnsOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import type { Field } from "./field.ts";
import type { Row } from "./record.ts";
import { titleColumnOf } from "./row.ts";

interface Scope {
  sql: Sql;
  organizationId: string;
}

/** Adds the rows of every `rows` and `links` field to the records. */
export async function loadChildren(scope: Scope, type: RecordType, records: Row[]): Promise<void> {
  if (records.length === 0) return;
  const byId = new Map(records.map((record) => [record.id, record]));
  await Promise.all(
    childrenOf(type.fields).map(async ({ name, field }) => {
      for (const record of records) record[name] = [];
      const rows = await scope.sql.query<Record<string, unknown>>(
        selectRows(type, field),
        [scope.organizationId, [...byId.keys()]],
        { prepare: true },
      );
      for (const { parent, ...row } of rows) {
        const record = byId.get(parent as string)!;
        (record[name] as unknown[]).push(
          field.kind.name === "links" ? presentLink(field, row) : presentRow(field, row),
        );
      }
    }),
  );
}

function selectRows(type: RecordType, declared: Field): string {
  const { table, fields } = declared.rows!;
  const columns = columnsOf(fields);
  const references = columns.filter(({ field }) => field.target !== undefined);
  const titles = references.map(({ name, field }) => `, "t_${name}".${titleColumnOf(field)} as "ref:${name}"`).join("");
  const joins = references
    .map(
      ({ name, column, field }) =>
        ` left join ${field.target} "t_${name}" on "t_${name}".organization_id = c.organization_id and "t_${name}".id = c.${column}`,
    )
    .join("");
  const list = columns.map(({ column, member }) => `c.${column} as "${member}"`).join(", ");
  return `select c.${type.table}_id as parent, ${list}${titles} from ${table} c${joins} where c.organization_id = $1 and c.${type.table}_id = any($2::uuid[]) order by c.position`;
}

function presentRow(declared: Field, row: Record<string, unknown>): Record<string, unknown> {
  for (const { name, member, field } of columnsOf(declared.rows!.fields)) {
    if (field.target === undefined) continue;
    row[name] = row[member] === null ? null : { id: row[member], title: row[`ref:${name}`] };
    delete row[`ref:${name}`];
  }
  return row;
}

function presentLink(declared: Field, row: Record<string, unknown>): Link & { title: unknown } {
  for (const { name, member } of columnsOf(declared.rows!.fields)) {
    if (row[member] !== null) return { type: name, id: row[member] as string, title: row[`ref:${name}`] };
  }
  throw new Error(`A row of ${declared.rows!.table} refers to nothing`);
}

/** Replaces the rows of one field of one record. */
export async function writeChildren(
  work: Work,
  type: RecordType,
  declared: Field,
  parentId: string,
  values: readonly object[],
  isNew: boolean,
): Promise<void> {
  const { table } = declared.rows!;
  const parent = `${type.table}_id`;
  const removed = isNew
    ? undefined
    : work.sql.query(
        `delete from ${table} where organization_id = $1 and ${parent} = $2`,
        [work.organizationId, parentId],
        { prepare: true },
      );
  // Sent behind it without waiting, so that whatever the caller sends next sees both.
  await Promise.all([removed, insertChildren(work, type, declared, [{ id: parentId, rows: values }])]);
}

/** Adds the rows of one field of records that have none yet. */
export async function insertChildren(
  work: Work,
  type: RecordType,
  declared: Field,
  parents: readonly { id: string; rows: readonly object[] }[],
): Promise<void> {
  const { table, fields } = declared.rows!;
  const parent = `${type.table}_id`;
  const all = parents.flatMap(({ id, rows }) =>
    rows.map((row, position) => ({
      ...stored(declared, row),
      organization_id: work.organizationId,
      [parent]: id,
      position,
    })),
  );
  if (all.length === 0) return;
  const names = ["organization_id", parent, "position", ...columnsOf(fields).map(({ column }) => column)].join(", ");
  await work.sql.query(
    `insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(all)],
    { prepare: true },
  );
}

function stored(declared: Field, value: object): Record<string, unknown> {
  if (declared.kind.name === "links") {
    const { type, id } = value as Link;
    return { [columnName(type, declared.rows!.fields[type]!)]: id };
  }
  const row = value as Record<string, unknown>;
  return Object.fromEntries(
    columnsOf(declared.rows!.fields).map(({ member, column }) => [column, row[member] ?? null]),
  );
}
