import { type KeyboardEvent, useState } from "react";
import { Input } from "../components/input.tsx";

type NameFormProps = {
  label: string;
  placeholder?: string;
  initial?: string;
  /** Tells whether it worked; what was typed stays when it did not. */
  onSubmit: (name: string) => Promise<boolean>;
  onCancel?: () => void;
};

const blurMs = 200;

/** One line that Enter sends and Escape gives up. */
export function NameForm({ label, placeholder, initial = "", onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [busy, setBusy] = useState(false);

  async function submit() {
    if (!name.trim() || busy) return;
    setBusy(true);
    if (await onSubmit(name.trim())) setName(initial);
    setBusy(false);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter") {
      event.preventDefault();
      void submit();
    } else if (event.key === "Escape") {
      setName(initial);
      onCancel?.();
    }
  }
  // What was typed is not thrown away; and the line stays until the press that took the focus has found its target.
  function onBlur() {
    if (name.trim() === initial) setTimeout(() => onCancel?.(), blurMs);
  }
  return (
    <Input
      aria-label={label}
      placeholder={placeholder}
      enterKeyHint="done"
      autoComplete="off"
      autoFocus={onCancel !== undefined}
      maxLength={200}
      aria-busy={busy}
      value={name}
      onChange={(event) => setName(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    />
  );
}
