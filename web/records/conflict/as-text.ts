import { textOf } from "../format.ts";
import { isEmpty, type RecordField } from "../model.ts";

/** A typed value as text to be copied; rows as lines with tabs between their cells, as spreadsheets take them. */
export function asText(field: RecordField, value: unknown): string {
  if (field.kind !== "rows" || !Array.isArray(value)) return isEmpty(value) ? "" : textOf(field, value);
  const columns = (field.fields ?? []).filter((inner) => !inner.readOnly);
  return (value as Record<string, unknown>[])
    .map((row) => columns.map(({ member }) => (row[member] ?? "") as string | number).join("\t"))
    .join("\n");
}
