import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { faultOf, useSaveField } from "../conflict/save-fields.ts";
import { FieldControl } from "../controls/field-control.tsx";
import { type RecordField, type RecordType, type Reference, type StoredRecord, valueOf } from "../model.ts";
import { isStacked } from "./stacked.ts";

/** Kinds whose control settles on a value at once, so that picking is saving. */
const picks = new Set(["choice", "member", "boolean", "reference"]);

type FieldEditorProps = { type: RecordType; record: StoredRecord; field: RecordField; onDone: () => void };

/** Changes one field in its place. Enter or leaving saves, Escape gives up. */
export function FieldEditor({ type, record, field, onDone }: FieldEditorProps) {
  // What others save meanwhile reaches the page; the editor compares with what it began from.
  const [base] = useState(record);
  const [value, setValue] = useState<unknown>(valueOf(record, field));
  const [error, setError] = useState<string>();
  const leaving = useRef(false);
  const save = useSaveField(type);
  const picking = picks.has(field.kind) && !field.open;
  const large = isStacked(field) || field.kind === "tags";

  async function commit(next: unknown) {
    if (leaving.current) return;
    leaving.current = true;
    try {
      if ((await save(base, field, next)) === "undecided") return;
      onDone();
    } catch (failure) {
      setError(faultOf(field, failure));
    } finally {
      leaving.current = false;
    }
  }
  /** Before the control hears of it: some empty themselves on Escape, and picking would save that. */
  function onEscape(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && !picking && (!large || event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void commit(value);
    }
  }
  function onBlur(event: FocusEvent<HTMLDivElement>) {
    // Popups live elsewhere in the document; focus that moves into one has not left.
    const to = event.relatedTarget;
    if (
      large ||
      event.currentTarget.contains(to) ||
      (to instanceof Element && to.closest("[role=listbox],[role=dialog],.popup"))
    )
      return;
    if (picking) return to ? onDone() : undefined;
    void commit(value);
  }
  return (
    <div onKeyDownCapture={onEscape} onKeyDown={onKeyDown} onBlur={onBlur} className="py-px">
      <FieldControl
        field={field}
        label={field.label}
        value={value}
        referred={record[field.name] as Reference | null}
        autoFocus
        onChange={(next) => {
          setValue(next);
          if (picking) void commit(next);
        }}
      />
      {error && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {error}
        </p>
      )}
      {(large || picking) && (
        <div className="mt-1.5 flex justify-end gap-1.5">
          <Button size="sm" look="quiet" onClick={onDone}>
            Cancel
          </Button>
          {large && (
            <Button size="sm" look="primary" onClick={() => void commit(value)}>
              Save
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
