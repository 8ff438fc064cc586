import type { RecordField } from "../model.ts";

const kinds = new Set(["longText", "rows", "links"]);

/** Whether a field's value stands below its label, where it has the whole width. */
export function isStacked(field: RecordField): boolean {
  return kinds.has(field.kind);
}
