import { Field } from "../components/field.tsx";
import { Button } from "../components/button.tsx";
import { Input } from "../components/input.tsx";
import { formatDate } from "../records/format.ts";
import { wallTime } from "../records/clock.ts";
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
        <div className="flex flex-col gap-3 p-2">
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
          <div className="grid grid-cols-2 gap-2">
            <Field label="From">
              <Input
                type="date"
                max={to}
                value={from ?? ""}
                onChange={(event) => onChange(event.target.value || undefined, to)}
              />
            </Field>
            <Field label="To">
              <Input
                type="date"
                min={from}
                value={to ?? ""}
                onChange={(event) => onChange(from, event.target.value || undefined)}
              />
            </Field>
          </div>
        </div>
      )}
    </Chip>
  );
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
