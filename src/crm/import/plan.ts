import { guessMapping } from "../../records/csv/mapping.ts";
import type { GuessedColumn } from "../../records/csv/mapping.ts";
import { invalidInput } from "../../problems.ts";
import type { FieldError } from "../../problems.ts";
import type { RecordType } from "../../records/record-type.ts";
import { isPerson } from "./target.ts";
import type { ImportTarget } from "./target.ts";

/** In a mapping: the column becomes a custom field of its own. */
export const newField = "custom.*";

/** What the caller of an import says. */
export interface ImportOptions {
  /** Column → field; null leaves the column out. What it does not name is guessed. */
  mapping: Record<string, string | null>;
  /** The field that tells a repeated row, or `none`. */
  key?: string;
  missing: "create" | "blank" | "fail";
  /** What becomes of a known record; imports from before this was asked have none and change it. */
  existing?: "update" | "skip";
  /** What a new record has where its row says nothing, by the members of a body. */
  defaults?: Record<string, unknown>;
  unmapped: "custom" | "skip";
  dateOrder?: "ymd" | "dmy" | "mdy";
  decimal?: "." | ",";
  encoding?: string;
  delimiter?: string;
}

/** What will be done with a file: its columns in order, and the fields that tell a repeated row, best first. */
export interface ImportPlan extends ImportOptions {
  columns: GuessedColumn[];
  keys: string[];
}

/** Settles what each column means. Throws a 400 that names every part of the options that does not fit the file. */
export function planImport(
  type: RecordType,
  targets: readonly ImportTarget[],
  header: readonly string[],
  options: ImportOptions,
): ImportPlan {
  const errors: FieldError[] = [];
  const columns = mapColumns(type, targets, header, options.mapping, errors);
  const mapped = new Set(columns.map(({ field }) => field));
  const keys = keysOf(type, targets, mapped, options.key, errors);
  const absent = requiredButUnmapped(type, mapped);
  for (const label of absent)
    errors.push({ field: "mapping", reason: `no column is mapped to ${label}, which is required` });
  if (errors.length > 0) throw invalidInput(errors);
  return { ...options, columns, keys };
}

/** The guess, under what the caller says. */
export function mapColumns(
  type: RecordType,
  targets: readonly ImportTarget[],
  header: readonly string[],
  given: ImportOptions["mapping"],
  errors: FieldError[],
): GuessedColumn[] {
  const chosen = new Map<number, string | null>();
  for (const [column, field] of Object.entries(given)) {
    const index = header.findIndex((name) => name.trim() === column.trim());
    const target = targets.find(
      ({ name, member }) => name === field || (member === field && !name.startsWith("custom.")),
    );
    if (index === -1) errors.push({ field: "mapping", reason: `the file has no column ${column}` });
    else if (field === newField) chosen.set(index, null);
    else if (field && !target)
      errors.push({ field: "mapping", reason: `${field} is no field of ${type.plural} that can be imported` });
    else if (target && [...chosen.values()].includes(target.name))
      errors.push({ field: "mapping", reason: `${target.name} is named twice` });
    else chosen.set(index, target?.name ?? null);
  }
  const free = targets.filter(({ name }) => ![...chosen.values()].includes(name));
  const guessed = guessMapping(
    header.map((name, index) => (chosen.has(index) ? "" : name)),
    free,
    type.name,
    type.title[0]!,
  );
  return header.map((column, index) => {
    const field = chosen.get(index);
    return field === undefined ? { ...guessed[index]!, column } : { column, field, confidence: 1 };
  });
}

function keysOf(
  type: RecordType,
  targets: readonly ImportTarget[],
  mapped: ReadonlySet<string | null>,
  given: string | undefined,
  errors: FieldError[],
): string[] {
  const usable = (name: string) =>
    targets.some(
      (target) =>
        target.name === name &&
        (target.way === "value" || target.way === "id") &&
        target.field.kind.columnType === "text",
    );
  if (given === "none") return [];
  if (given !== undefined) {
    if (!usable(given)) errors.push({ field: "key", reason: `${given} is no text field of ${type.plural}` });
    else if (!mapped.has(given)) errors.push({ field: "key", reason: `no column is mapped to ${given}` });
    return [given];
  }
  const natural = type.naturalKey ?? Object.entries(type.fields).find(([, field]) => field.unique)?.[0];
  return ["id", "externalId", ...(natural ? [natural] : [])].filter(
    (name) => mapped.has(name) || (name === "externalId" && mapped.has("id")),
  );
}

function requiredButUnmapped(type: RecordType, mapped: ReadonlySet<string | null>): string[] {
  return Object.entries(type.fields)
    .filter(
      ([name, field]) =>
        field.required &&
        !field.readOnly &&
        field.default === undefined &&
        !field.rows &&
        !mapped.has(name) &&
        !isDerived(type, name, mapped),
    )
    .map(([, field]) => field.label);
}

/** Whether a row without this field can still get it from others. */
function isDerived(type: RecordType, name: string, mapped: ReadonlySet<string | null>): boolean {
  if (isPerson(type)) return name === "lastName" && mapped.has("fullName");
  return name === type.title[0] && (mapped.has("account") || mapped.has("product"));
}
