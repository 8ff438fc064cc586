import { type FormEvent, useId, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Input, Textarea } from "../components/input.tsx";
import { FormError } from "../components/states.tsx";
import type { Choice } from "../records/model.ts";
import { useRecordType } from "../records/queries.ts";
import type { Told } from "./use-board-moves.ts";

type OutcomeDialogProps = {
  outcome: "won" | "lost";
  /** The opportunity's name. */
  name: string;
  onClose: () => void;
  /** What it rejects with is shown, and the dialog stays. */
  save: (told: Told) => Promise<unknown>;
};

const words = {
  won: {
    title: "Mark as won",
    question: "What decided it?",
    hint: "It helps to win the next one.",
    field: "wonReason",
  },
  lost: {
    title: "Mark as lost",
    question: "Why was it lost?",
    hint: "It helps to win the next one.",
    field: "lostReason",
  },
} as const;

/** Asks why an opportunity was won or lost before it is. Both answers may be left out. */
export function OutcomeDialog({ outcome, name, onClose, save }: OutcomeDialogProps) {
  const form = useId();
  const { title, question, hint, field } = words[outcome];
  const choices = useRecordType("opportunity")?.fields.find((one) => one.member === field)?.choices ?? [];
  const [reason, setReason] = useState("");
  const [own, setOwn] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await save({ [field]: (reason === "other" && own.trim()) || reason || null, outcomeNote: note.trim() || null });
      onClose();
    } catch (failure) {
      setError(reasonOf(failure));
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={name}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={busy}>
            {title}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Reasons legend={question} choices={choices} value={reason} onChange={setReason} />
        {reason === "other" && (
          <Field label="Which reason?">
            <Input autoFocus maxLength={200} value={own} onChange={(event) => setOwn(event.target.value)} />
          </Field>
        )}
        <Field label="Note" hint={hint}>
          <Textarea rows={2} maxLength={10_000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <FormError>{error}</FormError>
      </form>
    </Dialog>
  );
}

type ReasonsProps = { legend: string; choices: readonly Choice[]; value: string; onChange: (value: string) => void };

function Reasons({ legend, choices, value, onChange }: ReasonsProps) {
  const group = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-xs font-medium text-ink-muted">{legend}</legend>
      <div className="flex flex-wrap gap-1.5">
        {choices.map((choice, index) => (
          <label
            key={choice.value}
            className="flex h-8 items-center rounded-full border border-line-strong bg-surface px-3 text-sm text-ink-muted shadow-panel hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
          >
            <input
              type="radio"
              name={group}
              className="sr-only"
              autoFocus={index === 0}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
