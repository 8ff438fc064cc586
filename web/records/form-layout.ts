import { amountOf, type Values } from "./form-values.ts";
import type { RecordField, RecordType } from "./model.ts";

export type FormLayout = { first: RecordField[]; groups: [string, RecordField[]][] };

// What imports keep of where a record came from; nobody types it.
const importOnly = new Set(["ownerName", "externalId"]);

/** Required and listed fields, and those already filled, come first as declared; the rest by group. */
export function arrange(type: RecordType, given: Values): FormLayout {
  const joined = amountOf(type)?.currencyField;
  const editable = type.fields.filter(
    (field) => !field.readOnly && field.name !== joined && !importOnly.has(field.name),
  );
  const first = editable.filter((field) => isImportant(type, field, given));
  const groups = Map.groupBy(
    editable.filter((field) => !first.includes(field)),
    (field) => field.group ?? "More",
  );
  // An address reads from the street to the country, whatever stands beside it in its group.
  const sorted = [...groups].map(([name, fields]): [string, RecordField[]] => [name, addressLast(fields)]);
  return { first, groups: sorted.toSorted(([a], [b]) => Number(b === "More") - Number(a === "More")) };
}

function isImportant(type: RecordType, field: RecordField, given: Values): boolean {
  return (
    field.required ||
    field.inList ||
    type.title.includes(field.name) ||
    given[field.member] !== undefined ||
    isLines(field)
  );
}

export function isLines(field: RecordField): boolean {
  return field.kind === "rows" && field.name === "lines";
}

const parts = ["street", "city", "postalcode", "state", "country"] as const;
export type AddressPart = (typeof parts)[number];

/** Which line of an address a field is: `billingCity` is a city. */
export function addressPart(field: RecordField): AddressPart | undefined {
  const name = field.name.toLowerCase();
  if (!field.group || !/address|billing|shipping/i.test(field.group)) return undefined;
  return parts.find((part) => name.endsWith(part));
}

function addressLast(fields: RecordField[]): RecordField[] {
  const place = (field: RecordField) => {
    const part = addressPart(field);
    return part ? parts.indexOf(part) + 1 : 0;
  };
  return fields.toSorted((one, other) => place(one) - place(other));
}

/** The member of another address that means the same line, such as `billingCity` for `shippingCity`. */
export function sameLine(field: RecordField, type: RecordType): RecordField | undefined {
  if (!addressPart(field) || !field.name.startsWith("shipping")) return undefined;
  const name = field.name.replace("shipping", "billing");
  return type.fields.find((other) => other.name === name);
}
