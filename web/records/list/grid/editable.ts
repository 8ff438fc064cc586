import type { FieldKind, RecordField, RecordType, StoredRecord } from "../../model.ts";
import { labelOfChoice } from "../../format.ts";
import { isChangeable } from "../../page/use-may-edit.ts";

/** The fields that a cell edits: its own, or those that make up the name. */
export function fieldsAt(type: RecordType, field: RecordField | undefined): RecordField[] {
  if (field) return [field];
  return type.title.flatMap((name) => type.fields.find((candidate) => candidate.name === name) ?? []);
}

/** Why a cell cannot be written; undefined where it can. */
export function refusalOf(type: RecordType, record: StoredRecord, field: RecordField | undefined): string | undefined {
  const what = type.label.toLowerCase();
  if (record.deletedAt) return `Restore this ${what} to change it.`;
  const fields = fieldsAt(type, field);
  if (fields.length === 0 || fields.some((one) => one.readOnly)) {
    return field?.name === "status"
      ? `The status follows from what is done with the ${what}. Open it for its actions.`
      : "This is calculated from other fields and cannot be edited.";
  }
  if (fields.every((one) => isChangeable(type, record, one))) {
    return field?.kind === "rows" ? `Open the ${what} to change this.` : undefined;
  }
  const status = type.fields.find((one) => one.name === "status");
  const still = status && type.frozen ? labelOfChoice(status, type.frozen.while).toLowerCase() : "open";
  return `Fixed, because this ${what} is no longer ${still}.`;
}

/** Kinds that are written into with any letter. */
const lettered = new Set<FieldKind>(["text", "longText", "email", "phone", "url", "country"]);
/** Kinds that begin with a digit; letters stay free for shortcuts. */
const digited = new Set<FieldKind>(["integer", "decimal", "percent", "money", "date", "datetime"]);

/** Whether typing this begins to write into the cell. On names letters are shortcuts. */
export function beginsWriting(field: RecordField | undefined, key: string): boolean {
  if (!field || key.length !== 1 || key === " ") return false;
  if (lettered.has(field.kind) || (field.kind === "reference" && field.target !== "stage")) return true;
  if (field.kind === "choice" && field.open) return true;
  return digited.has(field.kind) && /[\d.,+-]/.test(key);
}

/** Kinds whose control settles on a value at once, so that picking is saving. */
export function isPicked(field: RecordField): boolean {
  return ["choice", "member", "boolean", "reference", "currency"].includes(field.kind) && !field.open;
}

/** Kinds in which Enter belongs to the text. */
export function isLarge(field: RecordField): boolean {
  return field.kind === "longText" || field.kind === "tags" || field.kind === "links";
}
