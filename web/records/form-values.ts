import { ApiProblem, sentence } from "../api/problem.ts";
import { bodyValue } from "./controls/body-value.ts";
import { customName, isEmpty, type RecordField, type RecordType } from "./model.ts";

export type Values = Record<string, unknown>;
/** What is wrong, by member. */
export type Faults = Record<string, string>;

/** What the product would fill in by itself, shown so that it can be changed. */
export function defaultsOf(type: RecordType): Values {
  const filled = type.fields.filter((field) => !field.readOnly && !isEmpty(field.default));
  return Object.fromEntries(filled.map((field) => [field.member, field.default]));
}

/** What can be said without asking the server, in its words. */
export function findFaults(type: RecordType, values: Values): Faults {
  const found = type.fields
    .filter((field) => !field.readOnly)
    .flatMap((field) => {
      const fault = faultOf(field, values[field.member]);
      return fault ? [[field.member, fault] as const] : [];
    });
  return Object.fromEntries(found);
}

const shapes: Partial<Record<RecordField["kind"], [RegExp, string]>> = {
  email: [/^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+\.[^\s@<>()",;:\\]+$/, "Is not an email address."],
  url: [/^\S+$/, "Is not a web address."],
  date: [/^\d{4}-\d{2}-\d{2}$/, "Is not a date. Try 12/31, tomorrow or next fri."],
  datetime: [/^\d{4}-\d{2}-\d{2}T/, "Is not a time. Try 12/31 15:00 or tomorrow 3pm."],
  integer: [/^-?\d+$/, "Is not a whole number."],
  decimal: [/^-?\d+(\.\d+)?$/, "Is not a number."],
  percent: [/^-?\d+(\.\d+)?$/, "Is not a number."],
  money: [/^-?\d+(\.\d+)?$/, "Is not an amount."],
};

export function faultOf(field: RecordField, value: unknown): string | undefined {
  if (isEmpty(value)) return field.required ? `${field.label} is needed.` : undefined;
  const shape = shapes[field.kind];
  if (!shape || typeof value !== "string" || shape[0].test(value.trim())) return undefined;
  return shape[1];
}

/** Only what was filled in: everything else keeps its default. A currency goes with an amount. */
export function bodyFrom(type: RecordType, values: Values): Values {
  const members = new Map(type.fields.map((field) => [field.member, field]));
  const amount = amountOf(type);
  const body: Values = {};
  for (const [member, value] of Object.entries(values)) {
    if (isEmpty(value) || (member === amount?.currencyField && isEmpty(values[amount.member]))) continue;
    const field = members.get(member);
    if (field?.custom) body["custom"] = { ...(body["custom"] as Values), [customName(field)]: bodyValue(field, value) };
    else body[member] = field ? bodyValue(field, value) : value;
  }
  return body;
}

/** The amount that a record's currency is chosen with, where the record has both. */
export function amountOf(type: RecordType): RecordField | undefined {
  return type.fields.find(
    (field) =>
      field.kind === "money" &&
      !field.readOnly &&
      type.fields.some((other) => other.name === field.currencyField && !other.readOnly),
  );
}

/** The server's words beside the fields that they are about; a fault inside rows says which row. */
export function faultsOf(type: RecordType, failure: unknown): Faults {
  if (!(failure instanceof ApiProblem)) return {};
  const fields = new Map(type.fields.map((field) => [field.member, field]));
  return Object.fromEntries(
    failure.faults.flatMap(({ field: path, reason }) => {
      const [member = "", ...inner] = path.split(/[.[\]]+/).filter(Boolean);
      const field = fields.get(path) ?? fields.get(member) ?? fields.get(`custom.${inner[0] ?? ""}`);
      if (!field) return [];
      return [[field.member, sentence(field.kind === "rows" ? inRow(field, inner, reason) : reason)]];
    }),
  );
}

function inRow(field: RecordField, [at, member]: string[], reason: string): string {
  if (at === undefined || !/^\d+$/.test(at)) return reason;
  const label = field.fields?.find((inner) => inner.member === member)?.label.toLowerCase();
  return `Row ${Number(at) + 1}${label ? `, ${label}` : ""}: ${reason}`;
}

/** Whether somebody has filled in more than the form began with. */
export function isTouched(values: Values, start: Values): boolean {
  const members = new Set([...Object.keys(values), ...Object.keys(start)]);
  return [...members].some((member) => {
    const [now, before] = [values[member], start[member]];
    return !(isEmpty(now) && isEmpty(before)) && JSON.stringify(now) !== JSON.stringify(before);
  });
}
