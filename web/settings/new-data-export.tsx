import { type FormEvent, useId, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { FormError } from "../components/states.tsx";
import { formatTime } from "../records/format.ts";
import { type DataExports, isUnderWay, type NewDataExport, useNextExport } from "./data-exports.ts";

const choices: { name: string; body: NewDataExport; label: string; hint: string }[] = [
  {
    name: "whole",
    body: { format: "zip", files: true },
    label: "Everything",
    hint: "A ZIP: records, people, settings, the audit log with its proofs, and the files of documents.",
  },
  {
    name: "bare",
    body: { format: "zip", files: false },
    label: "Without documents’ files",
    hint: "The same, with each file’s details instead of the file.",
  },
  {
    name: "json",
    body: { format: "json", files: false },
    label: "One JSON document",
    hint: "For programs: the same records and events as lists in a single file.",
  },
];

/** Which form everything shall have; while no export can be asked for, from when one can be. */
export function NewDataExport({ exports }: { exports: DataExports }) {
  const next = useNextExport(exports);
  const hint = useId();
  const [chosen, setChosen] = useState(choices[0]!);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    await exports.request(chosen.body).catch(async (refusal: unknown) => {
      setFailure(reasonOf(refusal));
      await next.lookAgain();
    });
    setSending(false);
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <fieldset className="grid gap-1.5 sm:grid-cols-3">
        <legend className="sr-only">What the export has</legend>
        {choices.map((choice) => (
          <label
            key={choice.name}
            className={cn(
              "flex cursor-pointer items-start gap-2.5 rounded-lg border border-line px-3 py-2 text-sm hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent",
              choice === chosen && "border-accent bg-accent-soft hover:bg-accent-soft",
            )}
          >
            <input
              type="radio"
              name="form"
              value={choice.name}
              checked={choice === chosen}
              onChange={() => setChosen(choice)}
              className="mt-1 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="font-medium">{choice.label}</span>
              <span className="block text-xs text-pretty text-ink-muted">{choice.hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <FormError>{next.at === null && failure}</FormError>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button
          type="submit"
          look="primary"
          busy={sending}
          disabled={next.at !== null || exports.exports?.some(isUnderWay)}
          aria-describedby={next.at === null ? undefined : hint}
        >
          Export
        </Button>
        {next.at !== null && (
          <p id={hint} className="text-sm text-ink-muted">
            The next export is possible at {formatTime(next.at)}.
          </p>
        )}
      </div>
    </form>
  );
}
