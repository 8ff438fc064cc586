import { useState } from "react";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { FieldControl } from "../controls/field-control.tsx";
import type { RecordField } from "../model.ts";
import { isRelativeDay, namedDays, wordsOfDay } from "./relative-day.ts";

type Way = (typeof namedDays)[number] | "last" | "next" | "day";

const ways = [
  ...namedDays.map((word) => ({ value: word as Way, label: capitalized(wordsOfDay(word)) })),
  { value: "last" as const, label: "In the last … days" },
  { value: "next" as const, label: "In the next … days" },
  { value: "day" as const, label: "A day of the calendar" },
];
const spans = /^(last|next)-(\d+)-days$/;

type FilterDayProps = {
  field: RecordField;
  value: string;
  onChange: (value: string) => void;
  exact?: boolean;
  label: string;
};

/** A day, or a span such as "this month" that moves with the calendar; with `exact` only a day. */
export function FilterDay({ field, value, onChange, exact = false, label }: FilterDayProps) {
  const [way, setWay] = useState<Way>(() => (exact ? "day" : wayOf(value)));
  const amount = spans.exec(value)?.[2] ?? "30";
  function choose(next: Way | null) {
    if (!next) return;
    setWay(next);
    onChange(next === "day" ? "" : next === "last" || next === "next" ? `${next}-${amount}-days` : next);
  }
  return (
    <div className="flex flex-col gap-2">
      {!exact && <Select label={label} value={way} options={ways} onChange={choose} />}
      {(way === "last" || way === "next") && (
        <label className="flex items-center gap-2 text-sm text-ink-muted">
          <Input
            type="number"
            min={1}
            max={9999}
            className="w-24 tabular-nums"
            aria-label="How many days"
            defaultValue={amount}
            onChange={(event) => onChange(`${way}-${Number.parseInt(event.target.value, 10) || 0}-days`)}
          />
          days
        </label>
      )}
      {way === "day" && (
        <FieldControl
          field={{ ...field, kind: "date", required: true }}
          value={isRelativeDay(value) ? "" : value.slice(0, 10)}
          onChange={(day) => onChange(typeof day === "string" ? day : "")}
          label={exact ? label : "Day"}
        />
      )}
    </div>
  );
}

function wayOf(value: string): Way {
  const span = spans.exec(value)?.[1] as Way | undefined;
  if (span) return span;
  if (isRelativeDay(value)) return value as Way;
  return "day";
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
