import type { RecordAnswer } from "../../src/records/output.ts";
import type { FieldDescription, TypeDescription } from "../../src/records/describe.ts";

/** What GET /api/record-types says: everything a screen needs to know of a type of record. */
export type RecordType = TypeDescription;
export type RecordField = FieldDescription;
export type FieldKind = RecordField["kind"];

export type Choice = { value: string; label: string };

export type Reference = { id: string; title?: string; name?: string };

/** A record as the API gives it. Fields are flat; a reference comes twice, as `accountId` and as `account`. */
export type StoredRecord = RecordAnswer;

export function isReference(field: RecordField): boolean {
  return field.kind === "reference" || field.kind === "member";
}

export function valueOf(record: StoredRecord, field: RecordField): unknown {
  return field.custom ? record.custom?.[customName(field)] : record[field.member];
}

/** The body that sets one field. */
export function bodyOf(field: RecordField, value: unknown): Record<string, unknown> {
  return field.custom ? { custom: { [customName(field)]: value } } : { [field.member]: value };
}

/** An organization's own fields are named `custom.size`; in a record they are members of `custom`. */
export function customName(field: RecordField): string {
  return field.name.replace(/^custom\./, "");
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** The record as something that refers to it names it. */
export function referenceTo(record: StoredRecord): { id: string; title: string } {
  return { id: record.id, title: nameOf(record) };
}

export function nameOf(record: StoredRecord): string {
  return record.displayName || "Untitled";
}
