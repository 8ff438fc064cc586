import { type KeyboardEvent, useState } from "react";
import { Input } from "../components/input.tsx";
import { useInTurn } from "./in-turn.ts";

type NameFormProps = {
  label: string;
  placeholder?: string;
  initial?: string;
  /** Tells whether it worked; what was typed comes back when it did not. */
  onSubmit: (name: string) => Promise<boolean>;
  onCancel?: () => void;
};

const blurMs = 200;

/** One line that Enter sends and Escape gives up. The next can be typed at once; they are sent one after the other. */
export function NameForm({ label, placeholder, initial = "", onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [underWay, setUnderWay] = useState(0);
  const inTurn = useInTurn();

  async function submit() {
    const sent = name.trim();
    if (!sent) return;
    setName(initial);
    setUnderWay((before) => before + 1);
    if (!(await inTurn(() => onSubmit(sent)))) setName((typed) => `${sent} ${typed}`.trim());
    setUnderWay((before) => before - 1);
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
    if (name.trim() === initial && underWay === 0) setTimeout(() => onCancel?.(), blurMs);
  }
  return (
    <Input
      aria-label={label}
      placeholder={placeholder}
      enterKeyHint="done"
      autoComplete="off"
      autoFocus={onCancel !== undefined}
      maxLength={200}
      aria-busy={underWay > 0}
      value={name}
      onChange={(event) => setName(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    />
  );
}
