import { useId } from "react";
import { cn } from "../../components/class-names.ts";
import { ShownValue } from "../conflict/shown-value.tsx";
import type { RecordField, StoredRecord } from "../model.ts";

export type Side = "this" | "other";

type MergeChoiceProps = {
  field: RecordField;
  record: StoredRecord;
  other: StoredRecord;
  side: Side;
  onChoose: (side: Side) => void;
};

/** A field in which two records differ: whose value stays. */
export function MergeChoice({ field, record, other, side, onChoose }: MergeChoiceProps) {
  const name = useId();
  const option = (value: Side, of: StoredRecord, label: string) => (
    <label
      className={cn(
        "flex min-h-10 min-w-0 cursor-pointer items-center gap-2.5 rounded-md border border-line px-3 py-1.5 text-sm hover:border-line-strong",
        side === value && "border-accent bg-accent-soft hover:border-accent",
      )}
    >
      <input
        type="radio"
        name={name}
        checked={side === value}
        onChange={() => onChoose(value)}
        className="size-4 shrink-0 accent-accent"
      />
      <span className="sr-only">{label}: </span>
      <span className="max-h-40 min-w-0 overflow-y-auto wrap-anywhere">
        <ShownValue field={field} record={of} />
      </span>
    </label>
  );
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-xs text-ink-muted">{field.label}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {option("this", record, "This")}
        {option("other", other, "The other")}
      </div>
    </fieldset>
  );
}
