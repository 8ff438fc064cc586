import { ChevronRight } from "lucide-react";
import { useRef } from "react";
import { useShortcuts } from "../../app/shortcuts.ts";
import { cn } from "../../components/class-names.ts";
import { formatMoment } from "../format.ts";
import { isEmpty, type RecordField, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { EditableField } from "./editable-field.tsx";
import { useRemembered } from "./remembered.ts";
import { isChangeable, isFillable, useMayEdit } from "./use-may-edit.ts";

/** All fields of a record by group, each edited where it stands; empty ones are folded away. */
export function RecordDetails({ type, record }: { type: RecordType; record: StoredRecord }) {
  const mayEdit = useMayEdit(record);
  const [shown, setShown] = useRemembered(`empty-fields.${type.name}`);
  const area = useRef<HTMLDivElement>(null);
  useShortcuts([{ keys: "e", label: "Edit", group: "Record", run: () => editFirst(area.current) }]);
  const fields = type.fields.filter(
    (field) => field.kind !== "rows" && !hidden.has(field.name) && !shownApart(type, field),
  );
  const filled = fields.filter((field) => !isEmpty(valueOf(record, field)));
  const empty = mayEdit
    ? fields.filter((field) => isEmpty(valueOf(record, field)) && isFillable(type, record, field))
    : [];
  const visible = shown ? fields.filter((field) => filled.includes(field) || empty.includes(field)) : filled;
  const groups = Map.groupBy(visible, groupOf);
  return (
    <div ref={area} className="flex flex-col gap-5">
      {[...groups].map(([group, members]) => (
        <section key={group}>
          <h3 className="mb-1 px-2 text-xs font-semibold">{group}</h3>
          <dl>
            {members.map((field) => (
              <EditableField
                key={field.name}
                type={type}
                record={record}
                field={field}
                editable={mayEdit && isChangeable(type, record, field)}
              />
            ))}
          </dl>
        </section>
      ))}
      {empty.length > 0 && (
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
          className="flex min-h-8 items-center gap-1.5 self-start rounded-md px-2 print:hidden text-xs font-medium text-ink-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
        >
          <ChevronRight className={cn("size-3.5", shown && "rotate-90")} aria-hidden />
          {shown ? "Hide empty fields" : `Show ${empty.length} empty ${empty.length === 1 ? "field" : "fields"}`}
        </button>
      )}
      <p className="px-2 text-xs text-ink-faint">
        Created {formatMoment(record.createdAt)}
        <br />
        Changed {formatMoment(record.updatedAt)}
      </p>
    </div>
  );
}

/** Presses the first edit button in sight. */
function editFirst(area: HTMLElement | null): boolean {
  const buttons = area?.querySelectorAll<HTMLElement>("[data-edits]") ?? [];
  const first = [...buttons].find((button) => button.checkVisibility());
  first?.click();
  return first !== undefined;
}

// They place a card on a board; they say nothing to a reader.
const hidden = new Set(["position"]);

/** An invoice's sums stand under its lines, where people look for them. */
function shownApart(type: RecordType, field: RecordField): boolean {
  return type.name === "invoice" && field.kind === "money" && field.readOnly;
}

function groupOf(field: RecordField): string {
  if (field.group) return field.group;
  return field.custom ? "Own fields" : "Details";
}
