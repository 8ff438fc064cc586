import { ArchiveRestore, Pencil, Trash2, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Popover } from "../../components/popover.tsx";
import { Select } from "../../components/select.tsx";
import { FormError } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import { bodyValue } from "../controls/body-value.ts";
import { FieldControl } from "../controls/field-control.tsx";
import { bodyOf, type RecordType } from "../model.ts";
import { useListState } from "./list-state.ts";

type SelectionBarProps = { type: RecordType; selected: ReadonlySet<string>; onDone: () => void };

/** What can be done with the records that are ticked. */
export function SelectionBar({ type, selected, onDone }: SelectionBarProps) {
  const { inTrash } = useListState();
  const { trash, restore } = useRecordChanges(type);
  const ids = [...selected];
  const run = (work: Promise<void>) => void work.then(onDone, tell);
  return (
    <div
      role="toolbar"
      aria-label="Selected records"
      className="popup fixed bottom-20 left-1/2 z-20 flex -translate-x-1/2 items-center gap-1 p-1.5 lg:bottom-6"
    >
      <span className="px-2 text-sm font-medium whitespace-nowrap tabular-nums">{selected.size} selected</span>
      {inTrash ? (
        <Button look="quiet" onClick={() => run(restore(ids))}>
          <ArchiveRestore aria-hidden />
          Restore
        </Button>
      ) : (
        <>
          <BulkEdit type={type} ids={ids} onDone={onDone} />
          <Button look="quiet" className="text-danger hover:text-danger" onClick={() => run(trash(ids))}>
            <Trash2 aria-hidden />
            Move to trash
          </Button>
        </>
      )}
      <IconButton label="Select none" onClick={onDone}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

function BulkEdit({ type, ids, onDone }: { type: RecordType; ids: string[]; onDone: () => void }) {
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
      await bulk(ids, "update", bodyOf(field, bodyValue(field, value)));
      toast.done({ title: `${ids.length} changed` });
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
