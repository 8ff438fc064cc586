import type { FieldKind, RecordField, RecordType } from "../model.ts";

/** The column that names a record and leads to it. */
export const nameColumn = "displayName";
/** In pixels. */
export const rowHeight = 38;
export const headHeight = 34;
export const selectWidth = 44;
export const narrowest = 64;
export const widest = 720;

const widths: Partial<Record<FieldKind, number>> = {
  money: 118,
  integer: 96,
  decimal: 104,
  percent: 96,
  currency: 90,
  date: 118,
  datetime: 176,
  boolean: 80,
  member: 152,
  phone: 148,
  reference: 172,
  email: 200,
  bytes: 88,
  url: 190,
};
const numbers = new Set<FieldKind>(["money", "integer", "decimal", "percent", "bytes"]);

/** A column's width in pixels where nobody has set another. */
export function widthOf(type: RecordType, field: RecordField | undefined): number {
  if (!field) return nameWidth(type);
  if (field.kind === "choice" && field.choices) return choiceWidth(field);
  if (field.target === "stage") return 138;
  return Math.max(widths[field.kind] ?? 150, headWidth(field.label));
}

/** A name takes what the other columns leave over, between these widths. */
export const narrowestName = 200;
export const widestName = 440;

/** A name that is given by numbers is short. */
function nameWidth(type: RecordType): number {
  const titles = type.fields.filter((field) => type.title.includes(field.name));
  return titles.length > 0 && titles.every((field) => field.readOnly) ? 188 : 232;
}

/** As wide as the longest choice, within reason. */
function choiceWidth(field: RecordField): number {
  const letters = Math.max(...(field.choices ?? []).map(({ label }) => label.length), 0);
  return Math.min(144, Math.max(88, letters * 7 + 40, headWidth(field.label)));
}

/** What a label and the arrow of its sort take. */
function headWidth(label: string): number {
  return Math.min(170, label.length * 6.5 + 36);
}

export function alignOf(field: RecordField | undefined): string {
  return field && numbers.has(field.kind) ? "text-right tabular-nums" : "text-left";
}
