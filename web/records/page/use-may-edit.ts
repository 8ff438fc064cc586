import { useCan } from "../../app/session.ts";
import { type RecordField, type RecordType, type StoredRecord } from "../model.ts";

/** Whether the person may change this record at all. */
export function useMayEdit(record: StoredRecord): boolean {
  const can = useCan();
  return can("records.write") && !record.deletedAt;
}

/** Whether a field of a record that may be changed can change: some are derived, some frozen by the record's status. */
export function isChangeable(type: RecordType, record: StoredRecord, field: RecordField): boolean {
  if (field.readOnly) return false;
  const { frozen } = type;
  return !frozen || record["status"] === frozen.while || !frozen.fields.includes(field.name);
}

/** Set by imports; worth a line only where they say something. */
const seldom = new Set(["ownerName", "externalId"]);

/** Whether an empty field is worth a place to fill it in. */
export function isFillable(type: RecordType, record: StoredRecord, field: RecordField): boolean {
  return isChangeable(type, record, field) && !seldom.has(field.name);
}
