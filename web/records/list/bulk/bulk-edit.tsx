import { Pencil } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { reasonOf } from "../../../api/problem.ts";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Popover } from "../../../components/popover.tsx";
import { Select } from "../../../components/select.tsx";
import { FormError } from "../../../components/states.tsx";
import { faultOf } from "../../conflict/save-fields.ts";
import { bodyValue } from "../../controls/body-value.ts";
import { FieldControl } from "../../controls/field-control.tsx";
import { bodyOf, isEmpty, type RecordField, type RecordType } from "../../model.ts";
import type { BulkWork } from "./use-bulk.ts";

type BulkEditProps = { type: RecordType; ids: string[]; bulk: BulkWork; onDone: () => void };

/** Sets one field of many records. */
export function BulkEdit({ type, ids, bulk, onDone }: BulkEditProps) {
  const editable = type.fields.filter(mayBeShared);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [error, setError] = useState<string>();
  const newValue = useRef<HTMLDivElement>(null);
  const field = editable.find((candidate) => candidate.name === name);

  async function apply(event: FormEvent) {
    event.preventDefault();
    if (!field) return;
    setError(undefined);
    try {
      const done = await bulk.update(ids, bodyOf(field, bodyValue(field, value)));
      if (done === 0) return;
      setOpen(false);
      onDone();
    } catch (failure) {
      setError(field ? faultOf(field, failure) : reasonOf(failure));
    }
  }
  const count = ids.length.toLocaleString();
  return (
    <Popover
      label="Edit the selected records"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" aria-label="Edit">
          <Pencil aria-hidden />
          <span className="max-sm:hidden">Edit</span>
        </Button>
      }
    >
      <form className="flex flex-col gap-3" onSubmit={(event) => void apply(event)}>
        <Field label="Field">
          <Select
            value={name}
            placeholder="Which field?"
            options={editable.map((candidate) => ({ value: candidate.name, label: candidate.label }))}
            finalFocus={() => newValue.current?.querySelector<HTMLElement>("input:not([aria-hidden]),textarea,button")}
            onChange={(next) => {
              setName(next);
              setValue(null);
              setError(undefined);
            }}
          />
        </Field>
        {field && (
          <div ref={newValue}>
            <Field label="New value" hint={field.required ? undefined : "Left empty, the field is emptied."}>
              <FieldControl key={field.name} field={field} value={value} onChange={setValue} plural={type.plural} />
            </Field>
          </div>
        )}
        <FormError>{error}</FormError>
        <Button
          type="submit"
          look={field && isEmpty(value) ? "danger" : "primary"}
          className="self-end"
          busy={bulk.progress !== undefined}
          disabled={!field || (field.required && isEmpty(value))}
        >
          {field && isEmpty(value) ? `Empty in ${count}` : `Change ${count}`}
        </Button>
      </form>
    </Popover>
  );
}

/** What many records may have in common. */
function mayBeShared(field: RecordField): boolean {
  return (
    !field.readOnly && !field.unique && field.kind !== "rows" && field.kind !== "links" && field.name !== "externalId"
  );
}
