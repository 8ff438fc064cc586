import { Pencil } from "lucide-react";
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

/** Set by imports; worth a line only where they say something. */
const seldom = new Set(["ownerName", "externalId"]);

/** A label and its value. Pressing the value edits it; Enter or leaving saves, Escape gives up. */
export function EditableField({ type, record, field, editable }: EditableFieldProps) {
  const [editing, setEditing] = useState(false);
  const empty = isEmpty(valueOf(record, field));
  if (empty && (!editable || seldom.has(field.name))) return null;
  return (
    <div className={cn("min-w-0 py-0.5", isStacked(field) ? "block" : "flex items-start gap-2")}>
      <dt className="w-30 shrink-0 px-2 pt-1.5 text-xs/5 text-ink-muted">{field.label}</dt>
      <dd className="min-w-0 flex-1">
        {editing ? (
          <Suspense fallback={<Skeleton className="w-24" />}>
            <FieldEditor type={type} record={record} field={field} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          <div className="group/value relative flex min-h-8 items-center rounded-md px-2 py-1 text-sm wrap-anywhere whitespace-pre-line hover:bg-hover">
            {empty ? <span className="text-ink-faint">–</span> : <FieldValue field={field} record={record} />}
            {editable && (
              <button
                type="button"
                aria-label={`Edit ${field.label}`}
                onClick={() => setEditing(true)}
                onPointerEnter={reach}
                onFocus={reach}
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
const reach = () => void load().catch(() => undefined);
