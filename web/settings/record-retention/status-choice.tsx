import { Checkbox } from "../../components/checkbox.tsx";
import type { Choice } from "../../records/model.ts";

type StatusChoiceProps = {
  known: readonly Choice[];
  chosen: readonly string[] | null;
  onChange: (chosen: string[] | null) => void;
};

/** In which states; none chosen means any. */
export function StatusChoice({ known, chosen, onChange }: StatusChoiceProps) {
  const toggle = (value: string, isChosen: boolean) => {
    const next = isChosen ? [...(chosen ?? []), value] : (chosen ?? []).filter((one) => one !== value);
    onChange(next.length === 0 ? null : next);
  };
  return (
    <fieldset>
      <legend className="text-xs font-medium text-ink-muted">Only in these states; none means any</legend>
      <div className="mt-1.5 grid grid-cols-2 gap-x-3 gap-y-1.5 sm:grid-cols-3">
        {known.map(({ value, label }) => {
          const isChosen = chosen?.includes(value) ?? false;
          return (
            <div key={value} className="flex min-w-0 items-center gap-2 pointer-coarse:min-h-10">
              <Checkbox label={label} checked={isChosen} onChange={(next) => toggle(value, next)} />
              <span className="truncate text-sm" aria-hidden onClick={() => toggle(value, !isChosen)}>
                {label}
              </span>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
