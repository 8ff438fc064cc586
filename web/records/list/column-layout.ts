import type { FieldKind, RecordField } from "../model.ts";

const widths: Partial<Record<FieldKind, number>> = {
  money: 130,
  integer: 110,
  decimal: 110,
  percent: 100,
  currency: 90,
  date: 130,
  datetime: 180,
  boolean: 80,
  choice: 150,
  member: 170,
  reference: 190,
  email: 230,
  url: 200,
};
const numbers = new Set<FieldKind>(["money", "integer", "decimal", "percent", "bytes"]);

/** A column's width in pixels. */
export function widthOf(fields: RecordField[], column: string): number {
  const field = fields.find((candidate) => candidate.name === column);
  return field ? (widths[field.kind] ?? 170) : 260;
}

export function alignOf(fields: RecordField[], column: string): string {
  const kind = fields.find((candidate) => candidate.name === column)?.kind;
  return kind && numbers.has(kind) ? "text-right tabular-nums" : "text-left";
}
