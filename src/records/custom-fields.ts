import type { Work } from "../audit/work.ts";
import type { Choice, Field } from "./field.ts";
import { field } from "./field.ts";
import { boolean, choice } from "./kinds/choice.ts";
import { decimal, integer, money, percent } from "./kinds/number.ts";
import { email, longText, phone, text, url } from "./kinds/text.ts";
import { date, datetime } from "./kinds/time.ts";
import { invalidInput } from "../problems.ts";
import { fieldErrors } from "./field-errors.ts";
import type { RecordType } from "./record-type.ts";

/** The kinds that an organization may choose for a field of its own. */
const factories = {
  text,
  longText,
  email,
  phone,
  url,
  integer,
  decimal,
  percent,
  money,
  date,
  datetime,
  boolean,
  choice: (label: string) => choice(label, []),
} satisfies Record<string, (label: string) => unknown>;

export type CustomKind = keyof typeof factories;
export const customKinds = Object.keys(factories) as CustomKind[];

export interface CustomField {
  id: string;
  recordType: string;
  name: string;
  label: string;
  kind: CustomKind;
  required: boolean;
  personal: boolean;
  choices: string[];
  position: number;
}

const loadSql = `
select id, record_type as "recordType", name, label, kind, required, personal, choices, position
from custom_field where organization_id = $1 and record_type = $2 order by position, name`;

/** The type's custom fields, loaded once within the work. */
export function customFieldsOf(work: Work, type: RecordType): Promise<CustomField[]> {
  const load = () => work.sql.query<CustomField>(loadSql, [work.organizationId, type.name], { prepare: true });
  return work.once(`custom fields of ${type.name}`, load);
}

/** Whether every object has a member of this name, so that a record would seem to have a value: `constructor`. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** A custom field as a declared one, so that everything derived works for it too. */
export function fieldOf(custom: CustomField): Field {
  const made = factories[custom.kind](custom.label) as Field;
  const choices = custom.choices.map((value): Choice => ({ value, label: value }));
  return {
    ...field(made.kind, custom.label, made),
    required: custom.required,
    personal: custom.personal,
    ...(choices.length > 0 ? { choices } : {}),
  };
}

/** Checks the values of custom fields; `previous` are the record's own, of which null removes one; null for a new record. */
export function readCustomValues(
  type: RecordType,
  definitions: readonly CustomField[],
  given: Record<string, unknown>,
  previous: Record<string, unknown> | null,
): Record<string, unknown> {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const errors: { field: string; reason: string }[] = [];
  const values = { ...previous };
  for (const [name, value] of Object.entries(given)) {
    const definition = byName.get(name);
    if (!definition) {
      errors.push({ field: `custom.${name}`, reason: `is no custom field of ${type.plural}` });
    } else if (value === null || value === "") {
      delete values[name];
    } else {
      const declared = fieldOf(definition);
      const parsed = declared.kind.schema(declared).safeParse(value);
      if (parsed.success) values[name] = parsed.data;
      else errors.push(...fieldErrors(parsed.error, `custom.${name}`));
    }
  }
  for (const { name, required } of definitions) {
    // Records that are older than the requirement stay as they are until somebody touches the field.
    if (required && values[name] === undefined && (previous === null || name in given))
      errors.push({ field: `custom.${name}`, reason: "is required" });
  }
  if (errors.length > 0) throw invalidInput(errors);
  return values;
}
