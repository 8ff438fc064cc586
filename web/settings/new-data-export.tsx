import { type FormEvent, useState } from "react";
import { ApiProblem, reasonOf } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { FormError } from "../components/states.tsx";
import { formatTime } from "../records/format.ts";
import type { DataExports, NewDataExport } from "./data-exports.ts";

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
    hint: "The same, with what is known of each file in place of the file.",
  },
  {
    name: "json",
    body: { format: "json", files: false },
    label: "One JSON document",
    hint: "For programs: the same records and events as lists in a single file.",
  },
];

/** Which form everything shall have. */
export function NewDataExport({ request, isBusy }: { request: DataExports["request"]; isBusy: boolean }) {
  const [chosen, setChosen] = useState(choices[0]!);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    await request(chosen.body).catch((refusal: unknown) => setFailure(wordsOf(refusal)));
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
      <FormError>{failure}</FormError>
      <Button type="submit" look="primary" busy={sending} disabled={isBusy} className="w-fit">
        Export
      </Button>
    </form>
  );
}

/** A limit is told by the time at which it is over. */
function wordsOf(refusal: unknown): string {
  const seconds = refusal instanceof ApiProblem && refusal.status === 429 ? refusal.retryAfterSeconds : undefined;
  if (seconds === undefined) return reasonOf(refusal);
  return `Everything is exported once an hour. The next export can be asked for at ${formatTime(new Date(Date.now() + seconds * 1_000).toISOString())}.`;
}
