import { useState } from "react";
import { call } from "../api/client.ts";
import type { CustomField } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input, Textarea } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { FieldControl } from "../records/controls/field-control.tsx";
import type { RecordField } from "../records/model.ts";
import { CheckLine } from "./check-line.tsx";
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
  const lines = choices
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const dropped = field?.choices.filter((choice) => !lines.includes(choice)) ?? [];
  const submission = useSubmission(async () => {
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
      aside={<Preview key={kind} label={label} kind={kind} choices={lines} required={required} />}
    >
      <Field label="Label" error={submission.faultOf("label")} required>
        <Input autoFocus required maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} />
      </Field>
      {field ? (
        <p className="text-xs text-ink-muted">
          Kind: {labelOfKind(field.kind)}, which stays. Programs know the field as{" "}
          <code className="font-mono">custom.{field.name}</code>.
        </p>
      ) : (
        <Field label="Kind" error={submission.faultOf("kind")}>
          <Select value={kind} options={fieldKinds} onChange={(next) => next && setKind(next)} />
        </Field>
      )}
      {kind === "choice" && (
        <Field
          label="Choices"
          hint={
            dropped.length > 0
              ? `Records that have ${dropped.map((choice) => `“${choice}”`).join(", ")} keep it until somebody changes them.`
              : "One on each line."
          }
          error={submission.faultOf("choices")}
          required
        >
          <Textarea required value={choices} onChange={(event) => setChoices(event.target.value)} />
        </Field>
      )}
      <CheckLine label="Required" hint="New records need a value." checked={required} onChange={setRequired} />
      <CheckLine
        label="Personal data"
        hint="Its values are personal data, and are removed when a person is erased."
        checked={personal}
        onChange={setPersonal}
      />
    </FormDialog>
  );
}

type PreviewProps = { label: string; kind: CustomField["kind"]; choices: string[]; required: boolean };

/** The field as forms will show it, to be tried. */
function Preview({ label, kind, choices, required }: PreviewProps) {
  const [value, setValue] = useState<unknown>(null);
  const field = {
    name: "preview",
    member: "preview",
    label,
    kind,
    required,
    choices: choices.map((choice) => ({ value: choice, label: choice })),
  } as unknown as RecordField;
  return (
    <fieldset className="mt-3 rounded-lg border border-dashed border-line-strong px-3 pt-1 pb-3">
      <legend className="px-1 text-2xs text-ink-faint">In forms it looks like this</legend>
      <Field label={label || "Your field"} required={required}>
        <FieldControl field={field} value={value} onChange={setValue} />
      </Field>
    </fieldset>
  );
}
