import { lazy, Suspense, useState } from "react";
import { Avatar } from "../../components/avatar.tsx";
import { isPerson } from "../icons.ts";
import { TypeIcon } from "../type-icon.tsx";
import { isEmpty, nameOf, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { FieldValue } from "../value.tsx";
import { isChangeable, useMayEdit } from "./use-may-edit.ts";

const NameEditor = lazy(() => import("./name-editor.tsx").then((module) => ({ default: module.NameEditor })));

type RecordProps = { type: RecordType; record: StoredRecord };

/** The record's face, its name, and the few values that tell most about it. */
export function RecordHeading({ type, record }: RecordProps) {
  const name = nameOf(record);
  const telling = type.fields
    .filter((field) => field.inList && !shownApart.has(field.name) && !type.title.includes(field.name))
    .filter((field) => !isEmpty(valueOf(record, field)))
    .slice(0, 5);
  return (
    <div className="mb-5">
      <div className="flex items-start gap-3.5">
        {type.name === "account" || isPerson(type.name) ? (
          <Avatar name={name} shape={isPerson(type.name) ? "person" : "thing"} size="lg" />
        ) : (
          <span className="flex size-11 shrink-0 items-center justify-center rounded-xl border border-line bg-canvas text-ink-muted">
            <TypeIcon type={type.name} className="size-5" />
          </span>
        )}
        <div className="min-w-0 flex-1">
          <RecordName type={type} record={record} />
          <p className="text-sm text-ink-faint">{type.label}</p>
        </div>
      </div>
      {telling.length > 0 && (
        <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-3 sm:flex sm:flex-wrap sm:gap-x-9">
          {telling.map((field) => (
            <div key={field.name} className="min-w-0">
              <dt className="text-xs text-ink-faint">{field.label}</dt>
              <dd className="mt-0.5 flex min-h-5 min-w-0 items-center text-sm wrap-anywhere">
                <FieldValue field={field} record={record} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

// A document's file stands below, to be opened.
const shownApart = new Set(["filename"]);

/** Pressing the name edits it where it stands. */
function RecordName({ type, record }: RecordProps) {
  const [editing, setEditing] = useState(false);
  const mayEdit = useMayEdit(record);
  const fields = type.fields.filter((field) => type.title.includes(field.name) && isChangeable(type, record, field));
  const heading = <h2 className="text-xl font-semibold text-pretty wrap-anywhere">{nameOf(record)}</h2>;
  if (editing) {
    return (
      <Suspense fallback={heading}>
        <NameEditor type={type} record={record} fields={fields} onDone={() => setEditing(false)} />
      </Suspense>
    );
  }
  if (!mayEdit || fields.length === 0) return heading;
  return (
    <div className="relative -mx-1.5 w-fit max-w-full rounded-md px-1.5 hover:bg-hover">
      {heading}
      <button
        type="button"
        aria-label="Edit the name"
        data-tooltip="Rename"
        onClick={() => setEditing(true)}
        className="absolute inset-0 rounded-md"
      />
    </div>
  );
}
