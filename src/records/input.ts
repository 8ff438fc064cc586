import { z } from "zod";
import { invalidInput } from "../problems.ts";
import type { FieldError } from "../problems.ts";
import { fieldErrors } from "./field-errors.ts";
import type { Field } from "./field.ts";
import { apiName } from "./kinds/reference.ts";
import { storableText } from "./kinds/text.ts";
import type { RecordType } from "./record-type.ts";
import { allFields, systemMembers } from "./row.ts";

/** Empty text means no value, as a form's empty input does. */
function orNothing(schema: z.ZodType): z.ZodType {
  return z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? null : value), schema.nullish());
}

function memberSchema(declared: Field, mode: "create" | "update"): z.ZodType {
  const schema = declared.kind.schema(declared);
  if (!declared.required) return orNothing(schema);
  const filled = z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? null : value), schema);
  return mode === "create" ? filled : filled.optional();
}

const jsonValue = z.union([
  storableText(10_000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(storableText(500)).max(100),
]);
const customSchema = z.record(z.string().max(100), jsonValue).optional();
const schemas = new WeakMap<RecordType, Record<"create" | "update", z.ZodType<Record<string, unknown>>>>();

/** The schema of a body that creates or changes a record of the type. */
export function inputSchema(type: RecordType, mode: "create" | "update"): z.ZodType<Record<string, unknown>> {
  const known = schemas.get(type) ?? { create: buildSchema(type, "create"), update: buildSchema(type, "update") };
  schemas.set(type, known);
  return known[mode];
}

function buildSchema(type: RecordType, mode: "create" | "update"): z.ZodType<Record<string, unknown>> {
  const members = Object.entries(allFields(type))
    .filter(([, declared]) => !declared.readOnly)
    .map(([name, declared]) => [apiName(name, declared), memberSchema(declared, mode)] as const);
  return z.strictObject({ ...Object.fromEntries(members), custom: customSchema }) as z.ZodType<Record<string, unknown>>;
}

/** Whether a body may have a member of this name. */
export function isInputMember(type: RecordType, name: string): boolean {
  if (name === "custom") return true;
  return Object.entries(allFields(type)).some(([own, field]) => !field.readOnly && apiName(own, field) === name);
}

/** Validates a body; throws a 400 that names every bad field. */
export function readInput(type: RecordType, mode: "create" | "update", body: unknown): Record<string, unknown> {
  const parsed = inputSchema(type, mode).safeParse(body);
  if (!parsed.success) throw invalidInput(fieldErrors(parsed.error).map((error) => explain(type, body, error)));
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

/** Says plainly that a field is missing or not the caller's to set. */
function explain(type: RecordType, body: unknown, error: FieldError): FieldError {
  const given = (body as Record<string, unknown> | null)?.[error.field];
  if (error.field !== "body" && !error.field.includes(".") && (given ?? "") === "")
    return { field: error.field, reason: "is required" };
  const declared = Object.entries(allFields(type)).find(
    ([name, field]) => apiName(name, field) === error.field || name === error.field,
  );
  const known =
    error.field in systemMembers ||
    (declared && (declared[1].readOnly || declared[0] !== error.field || declared[1].target));
  if (!error.reason.startsWith("is not known") || !known) return error;
  return {
    field: error.field,
    reason:
      declared?.[1].target && !declared[1].readOnly
        ? `is read-only here; set ${apiName(declared[0], declared[1])}`
        : "is set by the product only",
  };
}
