import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, TextCursorInput, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { CustomField } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button, IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { SortableList } from "../components/sortable-list.tsx";
import { Notice } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { FieldDialog } from "./field-dialog.tsx";
import { labelOfKind } from "./field-kinds.ts";
import { boxClass, lineClass } from "./section.tsx";

type FieldListProps = { type: RecordType; fields: CustomField[]; refresh: () => Promise<void> };

/** One type's own fields, in the order in which forms and records show them. */
export function FieldList({ type, fields, refresh }: FieldListProps) {
  const [editing, setEditing] = useState<CustomField | "new">();
  const [leaving, setLeaving] = useState<CustomField>();
  const plural = type.pluralLabel.toLowerCase();
  async function order(fieldIds: string[]) {
    await call("PUT /api/custom-fields/order", { body: { recordType: type.name, fieldIds } }).catch(tell);
    await refresh();
  }
  const add = (
    <Button look={fields.length === 0 ? "primary" : "secondary"} onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      New field
    </Button>
  );
  return (
    <>
      {fields.length === 0 ? (
        <Notice
          icon={TextCursorInput}
          title={`${type.pluralLabel} have no fields of your own`}
          action={add}
          className="py-10"
        >
          Add what your work needs: a contract number, a size, a region.
        </Notice>
      ) : (
        <>
          <SortableList
            items={fields}
            nameOf={({ label }) => label}
            onOrder={order}
            className={boxClass}
            rowClass={`${lineClass} flex-nowrap bg-surface first:rounded-t-xl last:rounded-b-xl`}
          >
            {(field) => <FieldLine field={field} onEdit={setEditing} onRemove={setLeaving} />}
          </SortableList>
          <div className="mt-3">{add}</div>
        </>
      )}
      {editing && (
        <FieldDialog
          recordType={type.name}
          field={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={refresh}
        />
      )}
      <Confirm
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Remove the field “${leaving?.label ?? ""}”?`}
        description={leaving && <Loss type={type} field={leaving} />}
        action="Remove with its values"
        onConfirm={async () => {
          await call("DELETE /api/custom-fields/{id}", { params: { id: leaving?.id ?? "" } });
          await refresh();
          toast.done({ title: `“${leaving?.label ?? ""}” is removed from ${plural}` });
        }}
      />
    </>
  );
}

type FieldLineProps = {
  field: CustomField;
  onEdit: (field: CustomField) => void;
  onRemove: (field: CustomField) => void;
};

function FieldLine({ field, onEdit, onRemove }: FieldLineProps) {
  return (
    <>
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{field.label}</p>
        <p className="truncate text-xs text-ink-faint">
          {[labelOfKind(field.kind), field.choices.join(", ")].filter(Boolean).join(": ")}
        </p>
        {(field.required || field.personal) && (
          <p className="mt-1 flex gap-1 sm:hidden">
            <Marks field={field} />
          </p>
        )}
      </div>
      <span className="flex gap-1 max-sm:hidden">
        <Marks field={field} />
      </span>
      <div className="-mr-2 flex shrink-0">
        <IconButton label={`Edit ${field.label}`} size="icon-sm" onClick={() => onEdit(field)}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={`Remove ${field.label}`} size="icon-sm" onClick={() => onRemove(field)}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </>
  );
}

function Marks({ field }: { field: CustomField }) {
  return (
    <>
      {field.required && <Badge>Required</Badge>}
      {field.personal && <Badge tone="violet">Personal data</Badge>}
    </>
  );
}

/** How much is lost with a field. */
function Loss({ type, field }: { type: RecordType; field: CustomField }) {
  const { data } = useQuery({
    // Not among the records' own: they are read anew when the field has gone, and this could not be.
    queryKey: ["values of a field", field.id],
    queryFn: ({ signal }) =>
      call("GET /api/{plural}", {
        params: { plural: type.plural },
        query: { [`filter[custom.${field.name}][empty]`]: "false", trash: "include", limit: 1, count: "1" },
        signal,
      }),
  });
  const plural = type.pluralLabel.toLowerCase();
  if (!data) return `Its values go with it, on all ${plural}.`;
  const { total = 0, totalIsCapped } = data;
  if (total === 0) return `No ${type.label.toLowerCase()} has a value of it.`;
  const many = `${formatDecimal(total)}${totalIsCapped ? " or more" : ""} ${total === 1 ? type.label.toLowerCase() : plural}`;
  return `${many} ${total === 1 ? "has" : "have"} a value of it, which is deleted for good. The audit log keeps what it was.`;
}
