import { Check, Copy, Pencil } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { cn } from "../../components/class-names.ts";
import { Skeleton } from "../../components/states.tsx";
import { isEmpty, type RecordField, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { FieldValue } from "../value.tsx";
import { isStacked } from "./stacked.ts";

// It brings the controls of every field kind, which a record does not need to be read.
const load = () => import("./field-editor.tsx");
const FieldEditor = lazy(() => load().then((module) => ({ default: module.FieldEditor })));

type EditableFieldProps = { type: RecordType; record: StoredRecord; field: RecordField; editable: boolean };

/** A label and its value. Pressing the value edits it; Enter or leaving saves, Escape gives up. */
export function EditableField({ type, record, field, editable }: EditableFieldProps) {
  const [editing, setEditing] = useState(false);
  const empty = isEmpty(valueOf(record, field));
  // A value that holds a link keeps it pressable.
  const covers = empty || !holdsLink.has(field.kind);
  const edit = () => setEditing(true);
  // Somebody may have emptied the field or frozen the record while it is being edited.
  if (empty && !editable && !editing) return null;
  return (
    <div className={cn("min-w-0 py-0.5", isStacked(field) ? "block" : "flex items-start gap-2")}>
      <dt className="w-30 shrink-0 px-2 pt-1 text-xs/5 text-ink-muted pointer-coarse:pt-2.5">{field.label}</dt>
      <dd className="min-w-0 flex-1">
        {editing ? (
          <Suspense fallback={<Skeleton className="w-24" />}>
            <FieldEditor type={type} record={record} field={field} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          <div
            className={cn(
              "group/value relative flex min-h-7 items-center rounded-md px-2 py-1 text-sm wrap-anywhere pointer-coarse:min-h-10 whitespace-pre-line",
              editable && "hover:bg-hover",
            )}
          >
            {empty ? <span className="text-ink-faint">–</span> : <FieldValue field={field} record={record} />}
            {/* They lie over the end of a long value rather than take its room. */}
            <span className="absolute inset-y-0 right-1 flex items-center pointer-coarse:static pointer-coarse:ml-auto">
              {!empty && copied.has(field.kind) && (
                <CopyValue label={field.label} text={String(valueOf(record, field))} />
              )}
              {editable && !covers && <EditButton field={field} covers={false} edit={edit} />}
            </span>
            {editable && covers && <EditButton field={field} covers edit={edit} />}
          </div>
        )}
      </dd>
    </div>
  );
}

const besideClass =
  "flex size-6 items-center justify-center rounded-md bg-hover text-ink-faint opacity-0 pointer-coarse:bg-transparent group-hover/value:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:size-9 pointer-coarse:opacity-100";

type EditButtonProps = { field: RecordField; covers: boolean; edit: () => void };

/** The whole value, or a pencil at its end. */
function EditButton({ field, covers, edit }: EditButtonProps) {
  return (
    <button
      type="button"
      data-edits={field.name}
      aria-label={`Edit ${field.label}`}
      onClick={edit}
      onPointerEnter={reach}
      onFocus={reach}
      className={covers ? "absolute inset-0 rounded-md" : besideClass}
    >
      {!covers && <Pencil className="size-3.5" aria-hidden />}
    </button>
  );
}

function CopyValue({ label, text }: { label: string; text: string }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      aria-label={done ? `${label} copied` : `Copy ${label}`}
      data-tooltip={done ? "Copied" : "Copy"}
      onBlur={() => setDone(false)}
      onPointerLeave={() => setDone(false)}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}
      className={besideClass}
    >
      {done ? <Check className="size-3.5 text-success" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
    </button>
  );
}

const copied = new Set(["email", "phone"]);
const holdsLink = new Set(["email", "phone", "url", "reference", "links"]);
const reach = () => void load().catch(() => undefined);
