import { Avatar } from "../../components/avatar.tsx";
import { isPerson } from "../icons.ts";
import { TypeIcon } from "../type-icon.tsx";
import { isEmpty, nameOf, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { FieldValue } from "../value.tsx";

/** The record's face, its name, and the few values that tell most about it. */
export function RecordHeading({ type, record }: { type: RecordType; record: StoredRecord }) {
  const name = nameOf(record);
  const telling = type.fields
    .filter((field) => field.inList && !type.title.includes(field.name) && !isEmpty(valueOf(record, field)))
    .slice(0, 5);
  return (
    <div className="mb-5">
      <div className="flex items-center gap-3.5">
        {type.name === "account" || isPerson(type.name) ? (
          <Avatar name={name} shape={isPerson(type.name) ? "person" : "thing"} size="lg" />
        ) : (
          <span className="flex size-11 shrink-0 items-center justify-center rounded-xl border border-line bg-canvas text-ink-muted">
            <TypeIcon type={type.name} className="size-5" />
          </span>
        )}
        <div className="min-w-0">
          <h2 className="text-xl font-semibold wrap-anywhere">{name}</h2>
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
