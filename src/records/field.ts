import type { z } from "zod";

export const operators = ["eq", "ne", "in", "contains", "startsWith", "gt", "gte", "lt", "lte", "empty"] as const;
export type Operator = (typeof operators)[number];

/** How a reader of text (CSV, forms) should take dates and numbers that could be read in two ways. */
export interface TextConventions {
  dateOrder?: "ymd" | "dmy" | "mdy";
  decimal?: "." | ",";
}

export type KindName =
  | "text"
  | "longText"
  | "email"
  | "phone"
  | "url"
  | "integer"
  | "bytes"
  | "decimal"
  | "percent"
  | "money"
  | "currency"
  | "date"
  | "datetime"
  | "boolean"
  | "choice"
  | "country"
  | "reference"
  | "member"
  | "tags"
  | "links"
  | "rows";

/** What all fields of one kind have in common: column, validation, text form, operators. */
export interface Kind<Value> {
  name: KindName;
  /** PostgreSQL's name of the column type, as `format_type` prints it; empty where the values are rows of another table. */
  columnType: string;
  operators: readonly Operator[];
  sortable: boolean;
  /** Validates a JSON value and gives the value to store. */
  schema(field: Field<Value>): z.ZodType<Value>;
  /** Reads text as people write it. Throws an Error whose message tells the reason. */
  parse?(text: string, field: Field<Value>, conventions: TextConventions): Value;
  /** The value as a spreadsheet cell. */
  format?(value: Value): string;
}

export interface Choice {
  value: string;
  label: string;
}

/** What happens to this reference when the record it names is deleted. */
export type OnDelete = "refuse" | "clear";

/** One declared field. Everything that the product does with a field follows from this. */
export interface Field<Value = unknown, Required extends boolean = boolean> {
  kind: Kind<Value>;
  label: string;
  required: Required;
  /** Personal data in the sense of GDPR article 4. Shown as such; nothing is masked or erased by it yet. */
  personal: boolean;
  /** No two records outside the trash share a value, case ignored. The unique index `<table>_<column>` sees to it. */
  unique: boolean;
  /** Set by the product only. */
  readOnly: boolean;
  /** Part of what search looks at: of the generated column `search`. */
  searched: boolean;
  /** A column that lists show unless told otherwise. */
  inList: boolean;
  group?: string;
  default?: Value;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  choices?: readonly Choice[];
  /** A choice that accepts other text too. */
  open?: boolean;
  /** The record type (or `stage`, `pipeline`, `project_section`) that a reference names. */
  target?: string;
  onDelete?: OnDelete;
  /** The field that holds a money field's ISO 4217 currency. */
  currencyField?: string;
  /** Money that is always written to the cent, as on an invoice. */
  exact?: true;
  /** The fields of each row of a `rows` field, and the table that keeps them. */
  rows?: RowsOf;
}

export interface RowsOf {
  table: string;
  fields: Record<string, Field>;
}

export type FieldOptions<Value> = Partial<Omit<Field<Value>, "kind" | "label" | "required">>;

/** A field of a kind, optional until `required` says otherwise. */
export function field<Value>(kind: Kind<Value>, label: string, options: FieldOptions<Value> = {}): Field<Value, false> {
  return {
    kind,
    label,
    required: false,
    personal: false,
    unique: false,
    readOnly: false,
    searched: false,
    inList: false,
    ...options,
  };
}

export function required<F extends Field>(declared: F): F & { required: true } {
  return { ...declared, required: true };
}

export function personal<F extends Field>(declared: F): F {
  return { ...declared, personal: true };
}

export function unique<F extends Field>(declared: F): F {
  return { ...declared, unique: true };
}

export function readOnly<F extends Field>(declared: F): F {
  return { ...declared, readOnly: true };
}

export function searched<F extends Field>(declared: F): F {
  return { ...declared, searched: true };
}

/** Shown as a column of the list unless the reader chose others. */
export function listed<F extends Field>(declared: F): F {
  return { ...declared, inList: true };
}
