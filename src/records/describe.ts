import type { CustomField } from "./custom-fields.ts";
import { fieldOf } from "./custom-fields.ts";
import type { Field, KindName } from "./field.ts";
import type { Fields, Frozen, RecordType } from "./record-type.ts";
import { apiName } from "./kinds/reference.ts";
import { allFields } from "./row.ts";

/** A declared field as the web app needs it to draw lists and forms. */
export interface FieldDescription {
  name: string;
  /** The member that carries it in JSON. */
  member: string;
  label: string;
  kind: KindName;
  required: boolean;
  personal: boolean;
  readOnly: boolean;
  unique: boolean;
  sortable: boolean;
  inList: boolean;
  operators: readonly string[];
  group?: string;
  choices?: readonly { value: string; label: string }[];
  open?: boolean;
  target?: string;
  /** The record types that a link may name. */
  targets?: string[];
  currencyField?: string;
  exact?: true;
  default?: unknown;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  fields?: FieldDescription[];
  custom?: true;
}

export interface TypeDescription {
  name: string;
  plural: string;
  label: string;
  pluralLabel: string;
  /** The fields whose values together name a record. */
  title: readonly string[];
  fields: FieldDescription[];
  /** What no longer changes once the record's status is another than `while`. */
  frozen?: Frozen;
}

/** A record type's declaration with an organization's own fields, as data. */
export function describeType(type: RecordType, custom: readonly CustomField[]): TypeDescription {
  const own = custom.map((definition): FieldDescription => ({
    ...describeField(`custom.${definition.name}`, fieldOf(definition)),
    custom: true,
  }));
  const { name, plural, label, pluralLabel, title, frozen } = type;
  const fields = [...describeFields(allFields(type)), ...own];
  return { name, plural, label, pluralLabel, title, fields, ...(frozen && { frozen }) };
}

function describeFields(fields: Fields): FieldDescription[] {
  return Object.entries(fields).map(([name, field]) => describeField(name, field));
}

function describeField(name: string, declared: Field): FieldDescription {
  const {
    kind,
    label,
    required,
    personal,
    readOnly,
    unique,
    inList,
    group,
    choices,
    open,
    target,
    currencyField,
    exact,
    maxLength,
    minimum,
    maximum,
  } = declared;
  const links = kind.name === "links";
  return {
    name,
    member: apiName(name, declared),
    label,
    kind: kind.name,
    required,
    personal,
    readOnly,
    unique,
    inList,
    sortable: kind.sortable,
    operators: kind.operators,
    group,
    choices,
    open,
    target,
    currencyField,
    exact,
    maxLength,
    minimum,
    maximum,
    default: declared.default,
    ...(links ? { targets: Object.keys(declared.rows!.fields) } : {}),
    ...(declared.rows && !links ? { fields: describeFields(declared.rows.fields) } : {}),
  };
}
