import { Combobox } from "@base-ui/react/combobox";
import { itemClass } from "../../components/item-class.ts";
import type { RecordField, RecordType } from "../model.ts";
import { listFields } from "./list-fields.ts";
import { PickInput } from "./pick-input.tsx";

// Sections have no list to pick from, places on a board mean nothing to people.
const left = new Set(["position", "section"]);

/** Which field a new condition is about. */
export function FilterFields({ type, onPick }: { type: RecordType; onPick: (field: RecordField) => void }) {
  const fields = listFields(type).filter(
    ({ name, kind, operators }) => operators.length > 0 && kind !== "links" && !left.has(name),
  );
  return (
    <Combobox.Root
      inline
      open
      items={fields}
      value={null}
      onValueChange={(field: RecordField | null) => field && onPick(field)}
      itemToStringLabel={(field: RecordField) => field.label}
      autoHighlight
    >
      <PickInput label="Filter by" placeholder="Filter by…" />
      <Combobox.List className="-mx-2 max-h-72 overflow-y-auto empty:hidden">
        {(field: RecordField) => (
          <Combobox.Item key={field.name} value={field} className={itemClass}>
            <span className="truncate">{field.label}</span>
          </Combobox.Item>
        )}
      </Combobox.List>
      <Combobox.Empty className="px-1 py-1.5 text-sm text-ink-faint empty:hidden">No such field.</Combobox.Empty>
    </Combobox.Root>
  );
}
