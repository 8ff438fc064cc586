import type { ImportPreview } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { type Option, Select } from "../components/select.tsx";
import type { FieldKind, RecordType } from "../records/model.ts";
import type { Plan } from "./plan.ts";
import { markOf, orderOf, readDate, readNumber } from "./reading-example.ts";

type FileReadingProps = {
  type: RecordType;
  read: ImportPreview;
  plan: Plan;
  set: (changes: Partial<Plan>) => void;
};

const dateKinds: readonly FieldKind[] = ["date", "datetime"];
const numberKinds: readonly FieldKind[] = ["money", "decimal", "percent"];

/** How the file is written: dates, numbers, letters, cells. Each is found by itself, and can be said. */
export function FileReading({ type, read, plan, set }: FileReadingProps) {
  const samplesOf = (kinds: readonly FieldKind[]) =>
    read.columns.flatMap(({ field, samples }) => {
      const declared = type.fields.find(({ name }) => name === field);
      return declared && kinds.includes(declared.kind) ? samples.filter(Boolean) : [];
    });
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">How the file is written</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        <Dates read={read} samples={samplesOf(dateKinds)} plan={plan} set={set} />
        <Numbers read={read} samples={samplesOf(numberKinds)} plan={plan} set={set} />
        <Field label="Letters" hint="If names look broken in the first rows, try another one.">
          <Select
            value={plan.encoding ?? null}
            empty={`Found: ${read.encoding.toUpperCase()}`}
            placeholder={`Found: ${read.encoding.toUpperCase()}`}
            options={encodings}
            onChange={(encoding) => set({ encoding: encoding ?? undefined })}
          />
        </Field>
        <Field label="Between cells">
          <Select
            value={plan.delimiter ?? null}
            empty={`Found: ${nameOfMark(read.delimiter)}`}
            placeholder={`Found: ${nameOfMark(read.delimiter)}`}
            options={delimiters}
            // Columns have other names under another mark.
            onChange={(delimiter) => set({ delimiter: delimiter ?? undefined, mapping: {} })}
          />
        </Field>
      </div>
    </section>
  );
}

type ReadingProps = Omit<FileReadingProps, "type"> & { samples: string[] };

function Dates({ read, samples, plan, set }: ReadingProps) {
  const asked = read.ambiguities.find(({ parameter }) => parameter === "dateOrder");
  const examples = asked?.examples.length ? asked.examples : samples;
  const [sample] = examples;
  if (sample === undefined) return null;
  const order = plan.dateOrder ?? orderOf(samples);
  const shown = order && readDate(sample, order);
  return (
    <Field
      label="Dates"
      required={asked !== undefined}
      hint={asked ? `“${sample}” can be two days. Which one is meant?` : shown && `“${sample}” is read as ${shown}.`}
    >
      <Select
        value={plan.dateOrder ?? null}
        {...(!asked && { empty: "Found in the file" })}
        placeholder={asked ? "Choose…" : "Found in the file"}
        options={dateOrders.map((option) => withExample(option, readDate(sample, option.value)))}
        onChange={(dateOrder) => set({ dateOrder: dateOrder ?? undefined })}
      />
    </Field>
  );
}

function Numbers({ read, samples, plan, set }: ReadingProps) {
  const asked = read.ambiguities.find(({ parameter }) => parameter === "decimal");
  const examples = asked?.examples.length ? asked.examples : samples;
  const sample = examples.find((one) => /[.,]/.test(one)) ?? examples[0];
  if (sample === undefined) return null;
  const mark = plan.decimal ?? markOf(samples) ?? ".";
  return (
    <Field
      label="Numbers"
      required={asked !== undefined}
      hint={
        asked
          ? `“${sample}” can be two numbers. Which one is meant?`
          : `“${sample}” is read as ${readNumber(sample, mark)}.`
      }
    >
      <Select
        value={plan.decimal ?? null}
        {...(!asked && { empty: "Found in the file" })}
        placeholder={asked ? "Choose…" : "Found in the file"}
        options={marks.map((option) => withExample(option, readNumber(sample, option.value)))}
        onChange={(decimal) => set({ decimal: decimal ?? undefined })}
      />
    </Field>
  );
}

function withExample<V extends string>(option: Option<V>, example: string | undefined): Option<V> {
  return example === undefined ? option : { ...option, label: `${option.label}: ${example}` };
}

const dateOrders = [
  { value: "dmy", label: "Day first" },
  { value: "mdy", label: "Month first" },
  { value: "ymd", label: "Year first" },
] as const;
const marks = [
  { value: ".", label: "Decimal point" },
  { value: ",", label: "Decimal comma" },
] as const;
const encodings = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows, western Europe" },
  { value: "windows-1250", label: "Windows, central Europe" },
  { value: "windows-1251", label: "Windows, Cyrillic" },
  { value: "utf-16le", label: "UTF-16" },
  { value: "macintosh", label: "Older Macs" },
];
const delimiters = [
  { value: ",", label: "Commas" },
  { value: ";", label: "Semicolons" },
  { value: "\t", label: "Tabs" },
  { value: "|", label: "Bars |" },
];

function nameOfMark(delimiter: string): string {
  return delimiters.find(({ value }) => value === delimiter)?.label.toLowerCase() ?? delimiter;
}
