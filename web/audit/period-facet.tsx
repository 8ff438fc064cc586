import { useState } from "react";
import { Field } from "../components/field.tsx";
import { Button } from "../components/button.tsx";
import { DateInput, isDay } from "../records/controls/date-input.tsx";
import { formatDate } from "../records/format.ts";
import { wallTime } from "../records/clock.ts";
import type { RecordField } from "../records/model.ts";
import { Chip } from "./facet.tsx";

type PeriodFacetProps = {
  from: string | undefined;
  to: string | undefined;
  onChange: (from: string | undefined, to: string | undefined) => void;
};

const presets = [
  { label: "Today", from: 0, to: 0 },
  { label: "Yesterday", from: 1, to: 1 },
  { label: "Last 7 days", from: 6, to: 0 },
  { label: "Last 30 days", from: 29, to: 0 },
];

/** From one day to another, each included. */
export function PeriodFacet({ from, to, onChange }: PeriodFacetProps) {
  return (
    <Chip label="When" value={wordsFor(from, to)} onClear={() => onChange(undefined, undefined)}>
      {(close) => (
        <div className="flex w-64 flex-col gap-3 p-2">
          <div className="grid grid-cols-2 gap-1.5">
            {presets.map((preset) => (
              <Button
                key={preset.label}
                onClick={() => {
                  onChange(daysAgo(preset.from), daysAgo(preset.to));
                  close();
                }}
              >
                {preset.label}
              </Button>
            ))}
          </div>
          <div className="flex flex-col gap-2">
            <Field label="From">
              <Day value={from} onChange={(day) => onChange(day, to)} />
            </Field>
            <Field label="To">
              <Day value={to} onChange={(day) => onChange(from, day)} />
            </Field>
          </div>
        </div>
      )}
    </Chip>
  );
}

const dayField = { name: "day", label: "Day", kind: "date" } as RecordField;

/** A day as it is typed; only what is one narrows the log. */
function Day({ value, onChange }: { value: string | undefined; onChange: (day: string | undefined) => void }) {
  const [typed, setTyped] = useState<unknown>(value ?? null);
  function change(next: unknown) {
    setTyped(next);
    if (isDay(next)) onChange(next);
    else if (next === null) onChange(undefined);
  }
  return <DateInput field={dayField} value={typed} onChange={change} />;
}

export function daysAgo(days: number): string {
  return wallTime(new Date(Date.now() - days * 86_400_000)).slice(0, 10);
}

function wordsFor(from: string | undefined, to: string | undefined): string | undefined {
  if (!from && !to) return undefined;
  const preset = presets.find((one) => daysAgo(one.from) === from && daysAgo(one.to) === to);
  if (preset) return preset.label;
  if (from === to && from) return formatDate(from);
  if (!from) return `until ${formatDate(to!)}`;
  return to ? `${formatDate(from)} – ${formatDate(to)}` : `since ${formatDate(from)}`;
}
