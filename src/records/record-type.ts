import type { Work } from "../audit/work.ts";
import type { Field } from "./field.ts";
import type { Row } from "./record.ts";
import { apiName } from "./kinds/reference.ts";

export type Fields = Record<string, Field>;

/** A kind of record, declared once. Its API, lists, forms, import, export and diff derive from it; its table must match. */
export interface RecordType<Name extends string = string, F extends Fields = Fields> {
  name: Name;
  plural: string;
  label: string;
  pluralLabel: string;
  table: string;
  /** The fields whose values, joined by spaces, name a record to a person. */
  title: readonly string[];
  fields: F;
  /** Sets the values that follow from others, in place. `previous` is null for a new record. */
  derive?: (
    work: Work,
    next: Record<string, unknown>,
    previous: Record<string, unknown> | null,
  ) => void | Promise<void>;
  /** Before a record goes to the trash or, `forGood`, altogether: throws a Problem where it must stay, or clears what only it has. */
  leaving?: (work: Work, record: Row, forGood: boolean) => Promise<void>;
  /** Rules over several fields; gives a reason per bad field. */
  check?: (values: Record<string, unknown>) => { field: string; reason: string }[];
  /** Fields that no longer change once the record's status is another than `while`. */
  frozen?: Frozen;
  /** Fields by which an import knows a repeated row that has no external id. */
  naturalKey?: string;
}

/** Of plain data, so that the web app can offer no edit that would be refused. The type's `derive` refuses it. */
export interface Frozen {
  while: string;
  fields: readonly string[];
}

interface Declaration<F extends Fields> {
  plural: string;
  label?: string;
  pluralLabel?: string;
  title: readonly (keyof F & string)[];
  fields: F;
  check?: RecordType["check"];
  derive?: RecordType["derive"];
  leaving?: RecordType["leaving"];
  frozen?: { while: string; fields: readonly (keyof F & string)[] };
  naturalKey?: keyof F & string;
}

export function recordType<const Name extends string, F extends Fields>(
  name: Name,
  declared: Declaration<F>,
): RecordType<Name, F> {
  const label = declared.label ?? capitalise(name);
  return {
    name,
    table: name,
    label,
    pluralLabel: declared.pluralLabel ?? capitalise(declared.plural),
    ...declared,
  };
}

/** Fields in tables are in snake case: `billingStreet` is `billing_street`. */
export function columnName(name: string, declared: Field): string {
  const snake = name.replaceAll(/[A-Z0-9]+/g, (letters, at: number) =>
    at > 0 && /[A-Z]/.test(letters) ? `_${letters.toLowerCase()}` : letters.toLowerCase(),
  );
  return declared.kind.name === "reference" || declared.kind.name === "member" ? `${snake}_id` : snake;
}

/** A field as the store and the API use it. */
export interface Column {
  name: string;
  /** The member in JSON. */
  member: string;
  column: string;
  field: Field;
}

const known = new WeakMap<Fields, Column[]>();

/** The fields that have a column in the record's own table. */
export function columnsOf(fields: Fields): Column[] {
  const cached = known.get(fields);
  if (cached) return cached;
  const columns = Object.entries(fields)
    .filter(([, declared]) => declared.kind.columnType !== "")
    .map(([name, declared]) => ({
      name,
      member: apiName(name, declared),
      column: columnName(name, declared),
      field: declared,
    }));
  known.set(fields, columns);
  return columns;
}

/** The fields whose rows live in a table of their own. */
export function childrenOf(fields: Fields): { name: string; field: Field }[] {
  return Object.entries(fields)
    .filter(([, declared]) => declared.rows !== undefined)
    .map(([name, declared]) => ({ name, field: declared }));
}

/** Joined title fields; must agree with the generated column `display_name`. */
export function titleOf(type: RecordType, values: Record<string, unknown>): string {
  const parts = type.title.map((name) => values[name]).filter((part) => typeof part === "string" && part !== "");
  return parts.join(" ");
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
