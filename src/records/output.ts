import { z } from "zod";
import type { Field } from "./field.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns } from "./row.ts";

/** A record as an answer holds it; its declared fields are the further members. */
export type RecordAnswer = {
  id: string;
  /** What people call it. */
  displayName: string;
  version: number;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
  updatedBy: string | null;
  deletedAt: string | null;
  deletedBy: string | null;
  ownerId: string | null;
  owner: ReferenceAnswer | null;
  ownerName: string | null;
  tags: string[];
  externalId: string | null;
  custom: Record<string, unknown>;
  [field: string]: unknown;
};
export type ReferenceAnswer = { id: string; title: string | null };
export type PageAnswer = { data: RecordAnswer[]; nextCursor: string | null; total?: number; totalIsCapped?: boolean };

const when = z.iso.datetime();
const who = z.string().nullable();
const named = z.object({ id: z.string(), title: z.string().nullable() }).nullable();

/** The JSON form of a field's value in an answer. */
function valueSchema({ kind }: Field): z.ZodType {
  if (kind.columnType === "boolean") return z.boolean();
  if (kind.columnType === "integer" || kind.columnType === "bigint") return z.int();
  if (kind.columnType === "text[]") return z.array(z.string());
  if (kind.columnType === "date") return z.iso.date();
  if (kind.name === "datetime") return when;
  return kind.columnType.startsWith("numeric") ? z.string().describe("An exact decimal") : z.string();
}

/** What an answer's record looks like; for the reference and the client, not checked at run time. */
function outputSchema(type: RecordType): z.ZodType<RecordAnswer> {
  const members = allColumns(type).flatMap(({ name, member, field }) => {
    const value = field.required ? valueSchema(field) : valueSchema(field).nullable();
    const own = [[member, value.describe(field.label)] as const];
    return field.target === undefined ? own : [...own, [name, named] as const];
  });
  const children = childrenOf(type.fields).map(
    ({ name, field }) => [name, z.array(childSchema(field)).describe(field.label)] as const,
  );
  return z
    .object({
      id: z.string(),
      displayName: z.string(),
      version: z.int(),
      createdAt: when,
      createdBy: who,
      updatedAt: when,
      updatedBy: who,
      deletedAt: when.nullable(),
      deletedBy: who,
      ...Object.fromEntries([...members, ...children]),
      custom: z.record(z.string(), z.unknown()),
    })
    .meta({ id: type.label.replaceAll(" ", "") }) as z.ZodType as z.ZodType<RecordAnswer>;
}

function childSchema(declared: Field): z.ZodType {
  if (declared.kind.name === "links")
    return z.object({ type: z.string(), id: z.string(), title: z.string().nullable() });
  const members = columnsOf(declared.rows!.fields).flatMap(({ name, member, field }) =>
    field.target === undefined
      ? [[member, valueSchema(field).nullable()] as const]
      : [[member, z.string().nullable()] as const, [name, named] as const],
  );
  return z.object(Object.fromEntries(members));
}

const outputs = new Map<string, z.ZodType<RecordAnswer>>();

/** One schema object a type, so that the reference names it once. */
export function outputOf(type: RecordType): z.ZodType<RecordAnswer> {
  const known = outputs.get(type.name) ?? outputSchema(type);
  outputs.set(type.name, known);
  return known;
}

export function pageSchema(type: RecordType): z.ZodType<PageAnswer> {
  return z.object({
    data: z.array(outputOf(type)),
    nextCursor: z.string().nullable(),
    total: z.int().optional(),
    totalIsCapped: z.boolean().optional(),
  });
}
