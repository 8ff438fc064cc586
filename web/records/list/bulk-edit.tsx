import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { FormError } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { useRecordChanges } from "../changes.ts";
import { bodyValue } from "../controls/body-value.ts";
import { FieldControl } from "../controls/field-control.tsx";
import { bodyOf, type RecordType } from "../model.ts";

/** Sets one field of many records. */
export function BulkEdit({ type, ids, onDone }: { type: RecordType; ids: string[]; onDone: () => void }) {
  const editable = type.fields.filter((field) => !field.readOnly && field.kind !== "rows" && field.kind !== "links");
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [error, setError] = useState<string>();
  const { bulk } = useRecordChanges(type);
  const field = editable.find((candidate) => candidate.name === name);

  async function apply(event: FormEvent) {
    event.preventDefault();
    if (!field) return;
    try {
      const changed = await bulk(ids, "update", bodyOf(field, bodyValue(field, value)));
      toast.done({ title: `${changed.length} changed` });
      onDone();
    } catch (failure) {
      setError(reasonOf(failure));
    }
  }
  return (
    <Popover
      label="Edit the selected records"
      trigger={
        <Button look="quiet">
          <Pencil aria-hidden />
          Edit
        </Button>
      }
    >
      <form className="flex flex-col gap-3" onSubmit={(event) => void apply(event)}>
        <Field label="Field">
          <Select
            value={name}
            options={editable.map((candidate) => ({ value: candidate.name, label: candidate.label }))}
            onChange={(next) => {
              setName(next);
              setValue(null);
            }}
          />
        </Field>
        {field && (
          <Field label="New value" hint="Left empty, the field is emptied.">
            <FieldControl key={field.name} field={field} value={value} onChange={setValue} />
          </Field>
        )}
        <FormError>{error}</FormError>
        <Button type="submit" look="primary" disabled={!field} className="self-end">
          Change {ids.length}
        </Button>
      </form>
    </Popover>
  );
}
