import { useState } from "react";
import { Field } from "../components/field.tsx";
import { Button } from "../components/button.tsx";
import { DateInput, isDay } from "../records/controls/date-input.tsx";
import { formatDate } from "../records/format.ts";
import type { RecordField } from "../records/model.ts";
import { Chip } from "./facet.tsx";
import { periods } from "./periods.ts";

type PeriodFacetProps = {
  from: string | undefined;
  to: string | undefined;
  /** The name of a period, in the place of days. */
  period: string | undefined;
  onChange: (days: { startDate?: string | undefined; endDate?: string | undefined; period?: string }) => void;
};

/** From one day to another, each included. */
export function PeriodFacet({ from, to, period, onChange }: PeriodFacetProps) {
  const words = periods.find(({ name }) => name === period)?.label ?? wordsFor(from, to);
  return (
    <Chip label="When" value={words} onClear={() => onChange({})}>
      {(close) => (
        <div className="flex w-64 flex-col gap-3 p-2">
          <div className="grid grid-cols-2 gap-1.5">
            {periods.map(({ name, label }) => (
              <Button
                key={name}
                aria-pressed={name === period}
                onClick={() => {
                  onChange({ period: name });
                  close();
                }}
              >
                {label}
              </Button>
            ))}
          </div>
          <div className="flex flex-col gap-2">
            <Field label="From">
              <Day value={from} onChange={(startDate) => onChange({ startDate, endDate: to })} />
            </Field>
            <Field label="To">
              <Day value={to} onChange={(endDate) => onChange({ startDate: from, endDate })} />
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

function wordsFor(from: string | undefined, to: string | undefined): string | undefined {
  if (!from && !to) return undefined;
  if (from === to && from) return formatDate(from);
  if (!from) return `until ${formatDate(to!)}`;
  return to ? `${formatDate(from)} – ${formatDate(to)}` : `since ${formatDate(from)}`;
}
