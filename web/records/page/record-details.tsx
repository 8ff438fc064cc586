import { useCan } from "../../app/session.ts";
import { formatMoment } from "../format.ts";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";
import { EditableField } from "./editable-field.tsx";

/** All fields of a record by group, each edited where it stands. */
export function RecordDetails({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const editable = can("records.write") && !record.deletedAt;
  const groups = Map.groupBy(
    type.fields.filter((field) => field.kind !== "rows" && !hidden.has(field.name) && !shownApart(type, field)),
    groupOf,
  );
  return (
    <div className="flex flex-col gap-5">
      {[...groups].map(([group, fields]) => (
        <section key={group}>
          <h3 className="mb-1 px-2 text-xs font-semibold">{group}</h3>
          <dl>
            {fields.map((field) => (
              <EditableField
                key={field.name}
                type={type}
                record={record}
                field={field}
                editable={editable && !field.readOnly}
              />
            ))}
          </dl>
        </section>
      ))}
      <p className="px-2 text-xs text-ink-faint">
        Created {formatMoment(record.createdAt)}
        <br />
        Changed {formatMoment(record.updatedAt)}
      </p>
    </div>
  );
}

// They place a card on a board; they say nothing to a reader.
const hidden = new Set(["position"]);

/** An invoice's sums stand under its lines, where people look for them. */
function shownApart(type: RecordType, field: RecordField): boolean {
  return type.name === "invoice" && field.kind === "money" && Boolean(field.readOnly);
}

function groupOf(field: RecordField): string {
  if (field.group) return field.group;
  return field.custom ? "Own fields" : "Details";
}
