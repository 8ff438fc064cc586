import type { Field } from "./field.ts";
import { member, tags } from "./kinds/reference.ts";
import { text } from "./kinds/text.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { Column, Fields, RecordType } from "./record-type.ts";

/** A record as the API shows it: members in camel case. */
export type Row = Record<string, unknown> & { id: string; version: number; displayName: string };

/** The fields that every record has besides its own and that callers may set. */
export const sharedFields = {
  owner: member("Owner", { inList: true }),
  ownerName: text("Owner's name where they are no member", { maxLength: 200 }),
  tags: tags("Tags", { default: [] }),
  externalId: text("External id", { maxLength: 200 }),
} satisfies Fields;

/** Members that the product sets on every record. */
export const systemMembers = {
  id: "id",
  displayName: "display_name",
  version: "version",
  createdAt: "created_at",
  createdBy: "created_by",
  updatedAt: "updated_at",
  updatedBy: "updated_by",
  deletedAt: "deleted_at",
  deletedBy: "deleted_by",
} as const;

const withShared = new WeakMap<RecordType, Fields>();

/** The type's own fields and the shared ones. */
export function allFields(type: RecordType): Fields {
  const known = withShared.get(type) ?? { ...type.fields, ...sharedFields };
  withShared.set(type, known);
  return known;
}

export function allColumns(type: RecordType): Column[] {
  return columnsOf(allFields(type));
}

/** Where the name of what a reference names is kept. */
export function titleColumnOf(declared: Field): string {
  const plain = ["member", "stage", "pipeline", "project_section"];
  return plain.includes(declared.target ?? "") ? "name" : "display_name";
}

export function keyColumnOf(declared: Field): string {
  return declared.target === "member" ? "user_id" : "id";
}

/** The select list of a record's own columns from the row `alias`, named as the API names them. */
export function selectList(type: RecordType, alias: string): string {
  const own = allColumns(type).map(({ column, member: name }) => `${alias}.${column} as "${name}"`);
  const system = Object.entries(systemMembers).map(([name, column]) => `${alias}.${column} as "${name}"`);
  return [...system, ...own, `${alias}.custom`].join(", ");
}

/** What a query of rows `r` must select and join so that references carry the name of what they refer to. */
export function referenceJoins(type: RecordType): { select: string; joins: string } {
  const references = allColumns(type).filter(({ field }) => field.target !== undefined);
  const select = references.map(({ name, field }) => `, "ref_${name}".${titleColumnOf(field)} as "ref:${name}"`).join("");
  const joins = references
    .map(({ name, column, field }) => {
      const alias = `"ref_${name}"`;
      return ` left join ${field.target} ${alias} on ${alias}.organization_id = r.organization_id and ${alias}.${keyColumnOf(field)} = r.${column}`;
    })
    .join("");
  return { select, joins };
}

/** Folds the joined names into `{id, title}` objects beside their ids. */
export function presentRow(type: RecordType, raw: Record<string, unknown>): Row {
  for (const { name, member: idMember, field } of allColumns(type)) {
    if (field.target === undefined) continue;
    const id = raw[idMember];
    raw[name] = id === null ? null : { id, title: raw[`ref:${name}`] };
    delete raw[`ref:${name}`];
  }
  return raw as Row;
}

export function hasChildren(type: RecordType): boolean {
  return childrenOf(type.fields).length > 0;
}

