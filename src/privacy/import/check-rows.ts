import { z } from "zod";
import { recordTypes } from "../../crm/record-types.ts";
import { fieldOf } from "../../records/custom-fields.ts";
import type { CustomField } from "../../records/custom-fields.ts";
import { storableText } from "../../records/kinds/text.ts";
import { columnOf } from "../export/tables.ts";
import type { ExportedTable } from "../export/tables.ts";
import { ruleOf } from "./column-rules.ts";
import type { DatabaseColumn } from "./column-rules.ts";
import { importedTables, sameAfter } from "./tables.ts";

/** A column that a file has. */
export interface FileColumn {
  column: string;
  member: string;
  database: DatabaseColumn;
}

/** Fields of an organization's own, by the type of record. */
export type CustomFields = ReadonlyMap<string, readonly CustomField[]>;

const ClearedReferences = z.array(
  z.strictObject({ table: z.string().max(100), column: z.string().max(100), ids: z.array(z.guid()) }),
);

/** The columns of a table's file, as its JSON Schema names them. A sentence where the two installations do not fit. */
export function columnsOfFile(
  spec: ExportedTable,
  members: readonly string[],
  database: readonly DatabaseColumn[],
): FileColumn[] | string {
  const ours = spec.columns.map(columnOf).map(({ column, member }): FileColumn => ({
    column,
    member,
    database: database.find(({ name }) => name === column)!,
  }));
  const strange = members.find((member) => !ours.some((one) => one.member === member));
  if (strange !== undefined) return `${spec.file}: ${JSON.stringify(strange)} is unknown here.`;
  const missing = ours.filter(({ member }) => !members.includes(member));
  const needed = missing.find(({ database: { required, hasDefault } }) => required && !hasDefault);
  if (needed) return `${spec.file}: ${JSON.stringify(needed.member)} is missing.`;
  return ours.filter(({ member }) => members.includes(member));
}

/** Looks at lines of one table; answers what is wrong with one, or null. */
export function lineChecker(
  table: string,
  columns: readonly FileColumn[],
  custom: CustomFields,
): (text: string) => string | null {
  const type = recordTypes.find((one) => one.table === table);
  const { rules } = importedTables[table]!;
  const checks = columns.map(({ member, database }) => ({
    member,
    required: database.required,
    rule: ruleOf(database),
    schema: rules[member],
  }));
  const own = type && customChecks(custom.get(type.name) ?? []);
  return (text) => {
    const line = objectIn(text);
    if (!line) return "is no object in JSON";
    const strange = strangeMember(line, columns);
    if (strange !== null) return strange;
    for (const { member, required, rule, schema } of checks) {
      const value = line[member];
      if (value === null) {
        if (required) return `${member} is missing`;
        continue;
      }
      const wrong = rule(value) ?? (schema ? firstIssue(schema, value) : null);
      if (wrong !== null) return `${member} ${wrong}`;
    }
    if (!type) return null;
    if (line.clearedReferences !== null && !ClearedReferences.safeParse(line.clearedReferences).success)
      return "clearedReferences is none";
    return customFinding(line.custom, own!);
  };
}

export function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function strangeMember(line: Record<string, unknown>, columns: readonly FileColumn[]): string | null {
  const missing = columns.find(({ member }) => !Object.hasOwn(line, member));
  if (missing) return `${missing.member} is missing`;
  if (Object.keys(line).length === columns.length) return null;
  const known = new Set(columns.map(({ member }) => member));
  return `${JSON.stringify(Object.keys(line).find((member) => !known.has(member)))} is unknown`;
}

function firstIssue(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const { path, message } = parsed.error.issues[0]!;
  const reason = /^[A-Z]/.test(message) ? `is refused: ${message}` : message;
  return path.length > 0 ? `${path.join(".")} ${reason}` : reason;
}

function customChecks(fields: readonly CustomField[]): ReadonlyMap<string, z.ZodType> {
  return new Map(fields.map((field) => [field.name, customSchema(field)]));
}

/** Choices that were taken from a field's list stay the values of records. */
function customSchema(field: CustomField): z.ZodType {
  if (field.kind === "choice") return storableText(500);
  const declared = fieldOf(field);
  const schema = declared.kind.schema(declared);
  return field.kind === "url" ? sameAfter(schema) : schema;
}

function customFinding(custom: unknown, checks: ReadonlyMap<string, z.ZodType>): string | null {
  if (typeof custom !== "object" || custom === null || Array.isArray(custom)) return "custom is no object";
  for (const [name, value] of Object.entries(custom)) {
    const schema = checks.get(name);
    if (!schema) return `custom has ${JSON.stringify(name)}, which is no custom field of the organization`;
    const wrong = value === null ? "is null" : firstIssue(schema, value);
    if (wrong !== null) return `custom.${name} ${wrong}`;
  }
  return null;
}
