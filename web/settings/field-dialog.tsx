import { useState } from "react";
import { call } from "../api/client.ts";
import type { CustomField } from "../api/contract.ts";
import { Checkbox } from "../components/checkbox.tsx";
import { Field } from "../components/field.tsx";
import { Input, Textarea } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { fieldKinds, labelOfKind } from "./field-kinds.ts";
import { FormDialog } from "./form-dialog.tsx";

type FieldDialogProps = {
  recordType: string;
  field: CustomField | undefined;
  onClose: () => void;
  onSaved: () => Promise<void>;
};

/** Makes a field, or changes one; its kind stays, since there are values of it. */
export function FieldDialog({ recordType, field, onClose, onSaved }: FieldDialogProps) {
  const [label, setLabel] = useState(field?.label ?? "");
  const [kind, setKind] = useState<CustomField["kind"]>(field?.kind ?? "text");
  const [choices, setChoices] = useState(field?.choices.join("\n") ?? "");
  const [required, setRequired] = useState(field?.required ?? false);
  const [personal, setPersonal] = useState(field?.personal ?? false);
  const submission = useSubmission(async () => {
    const lines = choices
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    const body = { label, required, personal, ...(kind === "choice" && { choices: lines }) };
    if (field) await call("PATCH /api/custom-fields/{id}", { params: { id: field.id }, body });
    else await call("POST /api/custom-fields", { body: { choices: [], ...body, recordType, kind } });
    await onSaved();
    onClose();
  });
  return (
    <FormDialog
      title={field ? "Edit the field" : "New field"}
      action={field ? "Save" : "Add field"}
      submission={submission}
      onClose={onClose}
    >
      <Field label="Label" error={submission.faultOf("label")} required>
        <Input autoFocus required maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} />
      </Field>
      {field ? (
        <p className="text-sm text-ink-muted">Kind: {labelOfKind(field.kind)}</p>
      ) : (
        <Field label="Kind" error={submission.faultOf("kind")}>
          <Select value={kind} options={fieldKinds} onChange={(next) => next && setKind(next)} />
        </Field>
      )}
      {kind === "choice" && (
        <Field label="Choices" hint="One on each line." error={submission.faultOf("choices")} required>
          <Textarea required value={choices} onChange={(event) => setChoices(event.target.value)} />
        </Field>
      )}
      <Option label="Required" hint="New records need a value." checked={required} onChange={setRequired} />
      <Option
        label="Personal data"
        hint="Its values tell about people, and go when a person is erased."
        checked={personal}
        onChange={setPersonal}
      />
    </FormDialog>
  );
}

type OptionProps = { label: string; hint: string; checked: boolean; onChange: (checked: boolean) => void };

function Option({ label, hint, checked, onChange }: OptionProps) {
  return (
    <div className="flex gap-2.5 pt-0.5 [&>label]:mt-0.5">
      <Checkbox label={label} checked={checked} onChange={onChange} />
      <p className="text-sm" aria-hidden onClick={() => onChange(!checked)}>
        {label}
        <span className="block text-xs text-ink-faint">{hint}</span>
      </p>
    </div>
  );
}
