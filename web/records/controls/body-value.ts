import type { RecordField } from "../model.ts";

/** What a control holds as the API takes it. What is no number goes as typed, so that the server says why. */
export function bodyValue(field: RecordField, value: unknown): unknown {
  if (value === undefined || value === "") return null;
  if (field.kind === "integer" && typeof value === "string") {
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  }
  if (field.kind === "rows" && Array.isArray(value)) return value.map((row) => rowBody(field, row));
  return value;
}

function rowBody(field: RecordField, row: Record<string, unknown>): Record<string, unknown> {
  const known = (field.fields ?? []).filter((inner) => !inner.readOnly);
  return Object.fromEntries(known.map((inner) => [inner.member, bodyValue(inner, row[inner.member])]));
}
