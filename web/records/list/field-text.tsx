import { Badge } from "../../components/badge.tsx";
import { toneOfChoice } from "../choice-tone.ts";
import { formatExactMoney, formatMoney, labelOfChoice, textOf } from "../format.ts";
import { isReference, type RecordField, type StoredRecord, valueOf } from "../model.ts";
import { currencyOf } from "../value.tsx";

/** A field's value as a word inside something that is a link already. */
export function FieldText({ field, record }: { field: RecordField; record: StoredRecord }) {
  const value = valueOf(record, field);
  if (isReference(field)) return <span className="truncate">{textOf(field, record[field.name])}</span>;
  if (field.kind === "choice")
    return <Badge tone={toneOfChoice(String(value))}>{labelOfChoice(field, String(value))}</Badge>;
  if (field.kind === "money") {
    return (field.exact ? formatExactMoney : formatMoney)(String(value), currencyOf(field, record));
  }
  return <span className="truncate">{textOf(field, value)}</span>;
}
