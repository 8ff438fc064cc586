import { useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { ApiProblem, reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { toast } from "../../components/toast.tsx";
import { useRecordChanges } from "../changes.ts";
import { bodyValue } from "../controls/body-value.ts";
import { FieldControl } from "../controls/field-control.tsx";
import {
  bodyOf,
  isEmpty,
  type RecordField,
  type RecordType,
  type Reference,
  type StoredRecord,
  valueOf,
} from "../model.ts";
import { recordQuery } from "../queries.ts";
import { sentence } from "../record-form.tsx";
import { FieldValue } from "../value.tsx";

type EditableFieldProps = { type: RecordType; record: StoredRecord; field: RecordField; editable: boolean };

/** Set by imports; worth a line only where they say something. */
const seldom = new Set(["ownerName", "externalId"]);
const stacked = new Set(["longText", "rows", "links"]);

/** A label and its value. Pressing the value edits it; Enter or leaving saves, Escape gives up. */
export function EditableField({ type, record, field, editable }: EditableFieldProps) {
  const [editing, setEditing] = useState(false);
  const empty = isEmpty(valueOf(record, field));
  if (empty && (!editable || seldom.has(field.name))) return null;
  return (
    <div className={cn("min-w-0 py-0.5", stacked.has(field.kind) ? "block" : "flex items-start gap-2")}>
      <dt className="w-30 shrink-0 px-2 pt-1.5 text-xs/5 text-ink-muted">{field.label}</dt>
      <dd className="min-w-0 flex-1">
        {editing ? (
          <FieldEditor type={type} record={record} field={field} onDone={() => setEditing(false)} />
        ) : (
          <div className="group/value relative flex min-h-8 items-center rounded-md px-2 py-1 text-sm wrap-anywhere whitespace-pre-line hover:bg-hover">
            {empty ? <span className="text-ink-faint">–</span> : <FieldValue field={field} record={record} />}
            {editable && (
              <button
                type="button"
                aria-label={`Edit ${field.label}`}
                onClick={() => setEditing(true)}
                className={cn(
                  "rounded-md",
                  // A value that holds a link keeps it pressable: the pencil stands beside it.
                  empty || !holdsLink.has(field.kind)
                    ? "absolute inset-0"
                    : "ml-auto flex size-6 shrink-0 items-center justify-center text-ink-faint opacity-0 group-hover/value:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100",
                )}
              >
                {!empty && holdsLink.has(field.kind) && <Pencil className="size-3.5" aria-hidden />}
              </button>
            )}
          </div>
        )}
      </dd>
    </div>
  );
}

const holdsLink = new Set(["email", "phone", "url", "reference", "links"]);
/** Kinds whose control settles on a value at once, so that picking is saving. */
const picks = new Set(["choice", "member", "boolean", "reference"]);

type FieldEditorProps = { type: RecordType; record: StoredRecord; field: RecordField; onDone: () => void };

function FieldEditor({ type, record, field, onDone }: FieldEditorProps) {
  const [value, setValue] = useState<unknown>(valueOf(record, field));
  const [error, setError] = useState<string>();
  const leaving = useRef(false);
  const save = useSave(type, record, field);
  const picking = picks.has(field.kind) && !field.open;
  const large = stacked.has(field.kind) || field.kind === "tags";

  async function commit(next: unknown) {
    if (leaving.current) return;
    leaving.current = true;
    try {
      await save(next);
      onDone();
    } catch (failure) {
      setError(faultOf(field, failure));
    } finally {
      leaving.current = false;
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone();
    }
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
    <div onKeyDown={onKeyDown} onBlur={onBlur} className="py-px">
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

/** Saves one field. When somebody else saved first, shows theirs and offers to put ours over it. */
function useSave(type: RecordType, record: StoredRecord, field: RecordField) {
  const { update } = useRecordChanges(type);
  const queryClient = useQueryClient();
  return async (next: unknown) => {
    const value = bodyValue(field, next);
    const before = valueOf(record, field);
    if (JSON.stringify(value) === JSON.stringify(before) || (isEmpty(value) && isEmpty(before))) return;
    try {
      await update(record, bodyOf(field, value));
    } catch (failure) {
      if (!(failure instanceof ApiProblem) || failure.status !== 412) throw failure;
      const query = recordQuery(type.plural, record.id);
      const theirs = await queryClient.fetchQuery({ ...query, staleTime: 0 });
      toast.failed({
        title: "Somebody else changed this first",
        detail: `Their version is shown. Your ${field.label.toLowerCase()} was not saved.`,
        action: { label: "Save mine", run: () => void update(theirs, bodyOf(field, value)) },
      });
    }
  };
}

function faultOf(field: RecordField, failure: unknown): string {
  const fault =
    failure instanceof ApiProblem ? (failure.faultOf(field.member) ?? failure.faults[0]?.reason) : undefined;
  return fault ? sentence(fault) : reasonOf(failure);
}
