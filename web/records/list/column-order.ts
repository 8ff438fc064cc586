import type { RecordField, RecordType } from "../model.ts";
import { columnFields, shownFields } from "./list-fields.ts";

/** The columns in their order, and what could be shown besides. */
export function columnsOf(type: RecordType, columns: readonly string[] | undefined) {
  const shown = shownFields(type, columns);
  return { shown, hidden: columnFields(type).filter((field) => !shown.includes(field)) };
}

/** How the address keeps an order; nothing where it is the declaration's own. */
export function columnText(type: RecordType, shown: readonly RecordField[]): string | undefined {
  const names = shown.map((field) => field.name).join(",");
  const own = shownFields(type, undefined)
    .map((field) => field.name)
    .join(",");
  return names === own ? undefined : names;
}
