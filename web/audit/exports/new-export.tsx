import { type FormEvent, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Field } from "../../components/field.tsx";
import { Segments } from "../../components/segments.tsx";
import { FormError } from "../../components/states.tsx";
import type { LogState } from "../log-state.ts";
import type { ExportFormat, Exports } from "./use-exports.ts";
import { useFilterWords } from "./use-filter-words.ts";

const formats: { value: ExportFormat; label: string; hint: string }[] = [
  { value: "jsonl", label: "JSON Lines", hint: "Every byte that was sealed, with proofs: what verifiers read." },
  { value: "csv", label: "CSV", hint: "For spreadsheets, with proofs in columns of their own." },
  { value: "json", label: "JSON", hint: "As people read it, with proofs beside." },
  { value: "ocsf", label: "OCSF", hint: "For a SIEM. Without proofs." },
];
const days = ["1", "7", "14", "30"].map((value) => ({ value, label: value === "1" ? "1 day" : `${value} days` }));

type NewExportProps = { query: LogState["query"]; isNarrowed: boolean; request: Exports["request"] };

/** What of the log, as which file, and for how long. Where nothing was chosen, the whole log: views are in it, too. */
export function NewExport({ query, isNarrowed, request }: NewExportProps) {
  const words = useFilterWords();
  const [format, setFormat] = useState<ExportFormat>("jsonl");
  const [what, setWhat] = useState<"shown" | "whole">(isNarrowed ? "shown" : "whole");
  const [expires, setExpires] = useState("7");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const shown = words(query);
  const filter = what === "shown" ? query : {};
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    await request({ format, filter, expiresInDays: Number(expires) }).catch((refusal: unknown) =>
      setFailure(reasonOf(refusal)),
    );
    setBusy(false);
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">Which events</legend>
        <Segments
          label="Which events"
          value={what}
          onChange={setWhat}
          options={[
            { value: "shown", label: "What is shown" },
            { value: "whole", label: "The whole log" },
          ]}
        />
        <p className="mt-1.5 text-sm text-ink-muted wrap-anywhere">
          {what === "shown" ? shown : "All events, reads included, in the order of the log"}
        </p>
      </fieldset>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">Format</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {formats.map(({ value, label, hint }) => (
            <label
              key={value}
              className={cn(
                "flex cursor-pointer gap-2.5 rounded-lg border border-line px-3 py-2 text-sm hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent",
                value === format && "border-accent bg-accent-soft hover:bg-accent-soft",
              )}
            >
              <input
                type="radio"
                name="format"
                value={value}
                checked={value === format}
                onChange={() => setFormat(value)}
                className="mt-1 accent-accent outline-none"
              />
              <span className="min-w-0">
                <span className="font-medium">{label}</span>
                <span className="block text-xs text-pretty text-ink-muted">{hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field label="The file stays for">
        <Segments label="The file stays for" value={expires} options={days} onChange={setExpires} />
      </Field>
      <FormError>{failure}</FormError>
      <Button type="submit" look="primary" busy={busy} className="w-fit">
        Export
      </Button>
    </form>
  );
}
