import { type FocusEvent, type FormEvent, useRef, useState } from "react";
import { Input } from "../../components/input.tsx";
import { faultOf, useSaveFields } from "../conflict/save-fields.ts";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";

type NameEditorProps = { type: RecordType; record: StoredRecord; fields: RecordField[]; onDone: () => void };

/** The fields that make up a record's name, in a row. Enter or leaving saves, Escape gives up. */
export function NameEditor({ type, record, fields, onDone }: NameEditorProps) {
  const [base] = useState(record);
  const [values, setValues] = useState(() => fields.map((field) => (record[field.member] as string | null) ?? ""));
  const [error, setError] = useState<string>();
  const busy = useRef(false);
  const save = useSaveFields(type);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (busy.current) return;
    busy.current = true;
    try {
      const changes = fields.map((field, at) => ({ field, value: values[at]?.trim() }));
      if ((await save(base, changes)) !== "undecided") onDone();
    } catch (failure) {
      const field = fields[0];
      if (field) setError(faultOf(field, failure));
    } finally {
      busy.current = false;
    }
  }
  function onBlur(event: FocusEvent) {
    const to = event.relatedTarget;
    if (event.currentTarget.contains(to) || (to instanceof Element && to.closest("[role=dialog]"))) return;
    void submit();
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      onBlur={onBlur}
      onKeyDown={(event) => event.key === "Escape" && onDone()}
    >
      <div className="flex gap-2 max-sm:flex-col">
        {fields.map((field, at) => (
          <Input
            key={field.name}
            aria-label={field.label}
            placeholder={field.label}
            autoFocus={at === 0}
            autoComplete="off"
            maxLength={field.maxLength}
            value={values[at] ?? ""}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => {
              const { value } = event.target;
              setValues((now) => now.map((one, index) => (index === at ? value : one)));
            }}
            className="text-base font-semibold"
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {error}
        </p>
      )}
      {/* Enter submits a form of several inputs only where there is a button. */}
      <button type="submit" hidden />
    </form>
  );
}
