import type { RecordField } from "../model.ts";

/** What a control holds as the API takes it. Numbers go as typed where they are none, so that the server says why. */
export function bodyValue(field: RecordField, value: unknown): unknown {
  if (value === undefined || value === "") return null;
  if (field.kind === "integer" && typeof value === "string") {
    const plain = value.replaceAll(/[\s,'’]/g, "");
    return /^[+-]?\d+$/.test(plain) ? Number(plain) : value;
  }
  if ((field.kind === "money" || field.kind === "decimal" || field.kind === "percent") && typeof value === "string") {
    return plainDecimal(value);
  }
  if (field.kind === "rows" && Array.isArray(value)) return value.map((row) => rowBody(field, row));
  return value;
}

function rowBody(field: RecordField, row: Record<string, unknown>): Record<string, unknown> {
  const known = (field.fields ?? []).filter((inner) => !inner.readOnly);
  return Object.fromEntries(known.map((inner) => [inner.member, bodyValue(inner, row[inner.member])]));
}

/** `1.234,50`, `1,234.50` and `1 234.5` as people type them; the last mark is the decimal one. */
function plainDecimal(text: string): string {
  const bare = text.replaceAll(/[\s'’€$£]/g, "");
  const lastComma = bare.lastIndexOf(",");
  const lastDot = bare.lastIndexOf(".");
  const commaIsDecimal = lastComma > lastDot && !(lastDot === -1 && /^\d{1,3}(,\d{3})+$/.test(bare));
  return commaIsDecimal ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
}
