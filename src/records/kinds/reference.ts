import { z } from "zod";
import { field } from "../field.ts";
import type { Field, FieldOptions, Kind } from "../field.ts";
import { storableText } from "./text.ts";

const identifier = () =>
  z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.guid("must be the id of a record"));

const one: Kind<string> = {
  name: "reference",
  columnType: "uuid",
  operators: ["eq", "ne", "in", "empty"],
  sortable: false,
  schema: identifier,
};

const person: Kind<string> = { ...one, name: "member" };

const labels: Kind<string[]> = {
  name: "tags",
  columnType: "text[]",
  operators: ["contains", "in", "empty"],
  sortable: false,
  schema: () =>
    z
      .array(storableText(100).min(1, "must not be empty"), "must be a list of texts")
      .max(50, "must have at most 50 tags")
      .transform((values) => [...new Set(values)]),
  parse: (text) =>
    text
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  format: (values) => values.join(", "),
};

/** Rows of their own table that belong to the record and are written whole. */
const children: Kind<Record<string, unknown>[]> = {
  name: "rows",
  columnType: "",
  operators: [],
  sortable: false,
  schema: (declared) => z.array(rowSchema(declared), "must be a list").max(1_000, "must have at most 1000 rows"),
};

function rowSchema(declared: Field<Record<string, unknown>[]>): z.ZodType<Record<string, unknown>> {
  const entries = Object.entries(declared.rows?.fields ?? {}).map(([name, inner]) => {
    const schema = inner.kind.schema(inner);
    const key = apiName(name, inner);
    if (inner.readOnly)
      return [
        key,
        z
          .unknown()
          .transform(() => undefined)
          .optional(),
      ] as const;
    return [key, inner.required ? schema : schema.nullish()] as const;
  });
  return z.strictObject(Object.fromEntries(entries)) as z.ZodType<Record<string, unknown>>;
}

/** The member that carries a field in JSON: references are `{field}Id`. */
export function apiName(name: string, declared: Field): string {
  return declared.kind.name === "reference" || declared.kind.name === "member" ? `${name}Id` : name;
}

const linked: Kind<Link[]> = {
  ...(children as unknown as Kind<Link[]>),
  name: "links",
  operators: ["contains"],
  schema: (declared) =>
    z
      .array(z.strictObject({ type: z.enum(linkTypes(declared)), id: identifier() }), "must be a list of {type, id}")
      .max(200, "must have at most 200 links")
      .transform((links) => [...new Map(links.map((link) => [`${link.type} ${link.id}`, link])).values()]),
};

/** A record of any of several types. */
export interface Link {
  type: string;
  id: string;
}

function linkTypes(declared: Field<Link[]>): [string, ...string[]] {
  return Object.keys(declared.rows?.fields ?? {}) as [string, ...string[]];
}

/** A record of another type. `onDelete` says what its deletion does here; `clear` unless told otherwise. */
export const reference = (label: string, target: string, options: FieldOptions<string> = {}) =>
  field(one, label, { target, onDelete: "clear", ...options });
/** A member of the organization, by user id. */
export const member = (label: string, options: FieldOptions<string> = {}) =>
  field(person, label, { target: "member", ...options });
export const tags = (label: string, options: FieldOptions<string[]> = {}) => field(labels, label, options);
export const rows = (
  label: string,
  table: string,
  fields: Record<string, Field>,
  options: FieldOptions<Record<string, unknown>[]> = {},
) => field(children, label, { rows: { table, fields }, ...options });

/** References to records of any of the types, kept in a table with a column and a foreign key for each. */
export const links = (label: string, table: string, types: readonly string[]) =>
  field(linked, label, {
    rows: { table, fields: Object.fromEntries(types.map((type) => [type, reference(type, type)])) },
  });
