import type { Field } from "./field.ts";
import { member, tags } from "./kinds/reference.ts";
import { text } from "./kinds/text.ts";
import type { Row } from "./record.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { Column, Fields, RecordType } from "./record-type.ts";

/** The fields that every record has besides its own and that callers may set. */
export const sharedFields = {
  owner: member("Owner", { inList: true }),
  ownerName: text("Owner (not a member)", { maxLength: 200 }),
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

/** What reading records of a type takes, worked out once: queries name their rows `r`. */
interface Reading {
  /** The record's own columns, named as the API names them. */
  columns: string;
  /** The names of what references refer to, and the joins that bring them. */
  names: string;
  joins: string;
  /** The members of a record in their order, and where their values stand among those that were read. */
  members: { name: string; at: number; titleAt?: number }[];
  /** How many values are read; what a query selects besides comes after them. */
  width: number;
  /** All members, empty. */
  shape: object;
}

const readings = new WeakMap<RecordType, Reading>();

export function readingOf(type: RecordType): Reading {
  const known = readings.get(type) ?? prepareReading(type);
  readings.set(type, known);
  return known;
}

function prepareReading(type: RecordType): Reading {
  const columns = allColumns(type);
  const references = columns.filter(({ field }) => field.target !== undefined);
  const system = Object.entries(systemMembers).map(([name, column]) => `r.${column} as "${name}"`);
  const own = columns.map(({ column, member: name }) => `r.${column} as "${name}"`);
  const joins = references.map(({ name, column, field }) => {
    const alias = `"ref_${name}"`;
    return ` left join ${field.target} ${alias} on ${alias}.organization_id = r.organization_id and ${alias}.${keyColumnOf(field)} = r.${column}`;
  });
  const customAt = system.length + own.length;
  const ownMembers = columns.flatMap((column, place) => {
    const at = system.length + place;
    const titleAt = customAt + 1 + references.indexOf(column);
    return column.field.target === undefined
      ? [{ name: column.member, at }]
      : [
          { name: column.member, at },
          { name: column.name, at, titleAt },
        ];
  });
  const systemOnes = Object.keys(systemMembers).map((name, at) => ({ name, at }));
  const members = [...systemOnes, ...ownMembers, { name: "custom", at: customAt }];
  return {
    columns: [...system, ...own, "r.custom"].join(", "),
    names: references.map(({ name, field }) => `, "ref_${name}".${titleColumnOf(field)} as "ref:${name}"`).join(""),
    joins: joins.join(""),
    members,
    width: customAt + 1 + references.length,
    shape: JSON.parse(JSON.stringify(Object.fromEntries(members.map(({ name }) => [name, null])))) as object,
  };
}

/**
 * A record for an answer, from the values of `columns` and `names`. It is a copy of a parsed object, because V8 keeps
 * those fast to serialise, whatever their size.
 */
export function presentRow(type: RecordType, values: readonly unknown[]): Row {
  const { members, shape } = readingOf(type);
  const record: Record<string, unknown> = { ...shape };
  for (const { name, at, titleAt } of members) {
    if (titleAt === undefined) record[name] = values[at];
    else record[name] = values[at] === null ? null : { id: values[at], title: values[titleAt] };
  }
  return record as Row;
}

export function hasChildren(type: RecordType): boolean {
  return childrenOf(type.fields).length > 0;
}
