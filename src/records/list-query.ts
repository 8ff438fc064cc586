import { z } from "zod";
import { isId } from "../identifier.ts";
import { invalidField, invalidInput } from "../problems.ts";
import type { FieldError } from "../problems.ts";
import { operators } from "./field.ts";
import type { Field, Operator } from "./field.ts";
import { datetime } from "./kinds/time.ts";
import { text } from "./kinds/text.ts";
import { integer } from "./kinds/number.ts";
import { member } from "./kinds/reference.ts";
import type { CustomField } from "./custom-fields.ts";
import { fieldOf } from "./custom-fields.ts";
import { fieldErrors } from "./field-errors.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns } from "./row.ts";
import type { Trash } from "./store.ts";

export interface Condition {
  expression: string;
  operator: Operator;
  field: Field;
  value: unknown;
}

export interface Sort {
  member: string;
  expression: string;
  /** PostgreSQL's type, to read a cursor's value back. */
  columnType: string;
  descending: boolean;
  nullable: boolean;
}

export interface ListQuery {
  conditions: Condition[];
  sorts: Sort[];
  search: string;
  limit: number;
  cursor: string | null;
  trash: Trash;
  count: boolean;
}

const systemFields: Record<string, { column: string; field: Field }> = {
  id: { column: "id", field: member("Id") },
  createdAt: { column: "created_at", field: datetime("Created") },
  updatedAt: { column: "updated_at", field: datetime("Changed") },
  deletedAt: { column: "deleted_at", field: datetime("Deleted") },
  createdBy: { column: "created_by", field: member("Created by") },
  updatedBy: { column: "updated_by", field: member("Changed by") },
  displayName: { column: "sort_name", field: { ...text("Name"), required: true } },
  version: { column: "version", field: integer("Version") },
};

/** What a list can filter and sort by, by its name in the query. */
function fieldNamed(
  type: RecordType,
  custom: readonly CustomField[],
  name: string,
): { expression: string; field: Field } | undefined {
  const declared = allColumns(type).find((column) => column.member === name || column.name === name);
  if (declared) return { expression: `r.${declared.column}`, field: declared.field };
  const linked = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (linked?.kind.name === "links")
    return { expression: `select l.${type.table}_id from ${linked.rows!.table} l`, field: linked };
  const system = Object.hasOwn(systemFields, name) ? systemFields[name] : undefined;
  if (system) return { expression: `r.${system.column}`, field: system.field };
  const own = custom.find((definition) => `custom.${definition.name}` === name);
  if (!own) return undefined;
  const field = fieldOf(own);
  const extracted = `(r.custom->>'${own.name.replaceAll("'", "''")}')`;
  return { expression: field.kind.columnType === "text" ? extracted : `${extracted}::${field.kind.columnType}`, field };
}

export const defaultLimit = 50;
export const largestLimit = 200;
const filterShape = /^filter\[([^\]]+)\](?:\[([^\]]+)\])?$/;
const known = new Set(["limit", "cursor", "sort", "search", "trash", "count"]);

/** Reads the query of a list; throws a 400 that names each bad part. */
export function readListQuery(type: RecordType, custom: readonly CustomField[], query: URLSearchParams): ListQuery {
  const errors: FieldError[] = [];
  const conditions: Condition[] = [];
  for (const [name, value] of query) {
    const filter = filterShape.exec(name);
    if (filter)
      conditions.push(
        ...readFilter(type, custom, { name, field: filter[1]!, operator: filter[2] ?? "eq", value }, errors),
      );
    else if (!known.has(name)) errors.push({ field: name, reason: "is not known here" });
  }
  const sorts = readSorts(type, custom, query.get("sort") ?? "", errors);
  const limit = Number(query.get("limit") ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit)
    errors.push({ field: "limit", reason: `must be a whole number from 1 to ${largestLimit}` });
  const trash = query.get("trash") ?? "exclude";
  if (!/^(exclude|include|only)$/.test(trash))
    errors.push({ field: "trash", reason: "must be exclude, include or only" });
  const search = (query.get("search") ?? "").trim();
  if (search.length > 200) errors.push({ field: "search", reason: "must have at most 200 characters" });
  if (search.includes("\0") || !search.isWellFormed())
    errors.push({ field: "search", reason: "contains a character that cannot be searched" });
  if (errors.length > 0) throw invalidInput(errors);
  return {
    conditions,
    sorts,
    search,
    limit,
    cursor: query.get("cursor"),
    trash: trash as Trash,
    count: query.get("count") === "1",
  };
}

interface GivenFilter {
  name: string;
  field: string;
  operator: string;
  value: string;
}

function readFilter(
  type: RecordType,
  custom: readonly CustomField[],
  given: GivenFilter,
  errors: FieldError[],
): Condition[] {
  const target = fieldNamed(type, custom, given.field);
  const operator = operators.find((name) => name === given.operator);
  const allowed = target?.field.kind.operators ?? [];
  if (!target) errors.push({ field: given.name, reason: `${given.field} is no field of ${type.plural}` });
  else if (!operator || !allowed.includes(operator))
    errors.push({ field: given.name, reason: `can be filtered by ${allowed.join(", ") || "nothing"}` });
  if (!target || !operator || !allowed.includes(operator)) return [];
  const value = readOperand(target.field, operator, given.value);
  if (value instanceof z.ZodError) {
    errors.push({ field: given.name, reason: fieldErrors(value)[0]!.reason });
    return [];
  }
  return [{ ...target, operator, value }];
}

const textual = z
  .string()
  .max(500)
  .refine((value) => !value.includes("\0") && value.isWellFormed(), "contains a character that cannot be stored");

function readOperand(declared: Field, operator: Operator, given: string): unknown {
  const read = (schema: z.ZodType, value: unknown) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : parsed.error;
  };
  if (operator === "empty") return read(z.enum(["true", "false"]), given);
  if (operator === "in")
    return firstError(given.split(",").map((item) => read(operandSchema(declared), operandOf(declared, item))));
  if (declared.kind.name === "links") return read(linkOperand(declared), given);
  if (operator === "contains" || operator === "startsWith") return read(textual, given);
  return read(operandSchema(declared), operandOf(declared, given));
}

/** A linked record as `type:id`. */
function linkOperand(declared: Field): z.ZodType {
  return z
    .string()
    .transform((given) => given.split(":"))
    .refine(
      ([type = "", id, ...rest]) => Object.hasOwn(declared.rows!.fields, type) && isId(id ?? "") && rest.length === 0,
      "must be a record's type and id, such as account:01890a5d-ac96-774b-bcce-b302099a8057",
    )
    .transform(([type, id]) => ({ type, id: id! }));
}

function firstError(values: unknown[]): unknown {
  return values.find((value) => value instanceof z.ZodError) ?? values;
}

/** Text fields compare with any text, even one that they would not accept as a value. */
function operandSchema(declared: Field): z.ZodType {
  if (declared.kind.columnType === "text" || declared.kind.columnType === "text[]") return textual;
  if (declared.kind.name === "datetime")
    return z.union([z.iso.date(), declared.kind.schema(declared as never)], "must be a date or a time");
  return declared.kind.schema(declared);
}

function operandOf(declared: Field, given: string): unknown {
  const { columnType } = declared.kind;
  if (columnType === "boolean") return given === "true" ? true : given === "false" ? false : given;
  if (columnType === "integer" || columnType === "bigint") return given.trim() === "" ? given : Number(given);
  return given;
}

function readSorts(type: RecordType, custom: readonly CustomField[], given: string, errors: FieldError[]): Sort[] {
  const names = given
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length > 4) errors.push({ field: "sort", reason: "takes at most 4 fields" });
  return names.flatMap((name): Sort[] => {
    const member = name.replace(/^[-+]/, "");
    const target = fieldNamed(type, custom, member);
    if (!target?.field.kind.sortable) {
      errors.push({ field: "sort", reason: `${member} is no sortable field of ${type.plural}` });
      return [];
    }
    const { columnType } = target.field.kind;
    // Names are kept folded for sorting; other text ignores case here.
    const folded = columnType === "text" && target.expression !== "r.sort_name";
    const expression = folded ? `lower(${target.expression}) collate "C"` : target.expression;
    const nullable = !target.field.required && member !== "createdAt" && member !== "updatedAt" && member !== "version";
    return [{ member, expression, columnType, descending: name.startsWith("-"), nullable }];
  });
}

export function refuseCursor(): never {
  throw invalidField("cursor", "is none of this list's");
}
