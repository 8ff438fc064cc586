import type { RecordField } from "../model.ts";

const decimals = new Set(["money", "decimal", "percent"]);

/** Whether two values of a field say the same, however they are written: `3` and `3.0000`, null and "". */
export function isSameValue(field: RecordField, one: unknown, other: unknown): boolean {
  return JSON.stringify(plain(field, one)) === JSON.stringify(plain(field, other));
}

function plain(field: RecordField, value: unknown): unknown {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return null;
  if (Array.isArray(value) && field.kind === "links") {
    return (value as { type: string; id: string }[]).map(({ type, id }) => `${type}:${id}`).toSorted();
  }
  if (Array.isArray(value) && field.kind === "rows") return value.map((row) => plainRow(field, row as object));
  if (typeof value === "string" && decimals.has(field.kind)) return shortDecimal(value);
  return value;
}

/** Sums that follow from what was typed, and ids, are nobody's change. */
function plainRow(field: RecordField, row: object): unknown[] {
  const typed = (field.fields ?? []).filter((inner) => !inner.readOnly);
  return typed.map((inner) => plain(inner, (row as Record<string, unknown>)[inner.member]));
}

function shortDecimal(value: string): string {
  return value.includes(".") ? value.replace(/0+$/, "").replace(/\.$/, "") : value;
}
