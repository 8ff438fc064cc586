import { formatMoney, textOf } from "../../format.ts";
import { isEmpty, isReference, nameOf, type RecordField, type StoredRecord, valueOf } from "../../model.ts";
import { currencyOf } from "../../value.tsx";

/** A cell's value as text, as it is read. */
export function cellText(field: RecordField | undefined, record: StoredRecord): string {
  if (!field) return nameOf(record);
  const value = valueOf(record, field);
  if (isEmpty(value)) return "";
  if (isReference(field)) return textOf(field, record[field.name]);
  if (field.kind === "money") return formatMoney(String(value), currencyOf(field, record));
  return textOf(field, value);
}
