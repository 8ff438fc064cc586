import { ChevronLeft, Trash2 } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import type { RecordField, RecordType } from "../model.ts";
import { comparisonsOf, type Condition, isPicked, isTime, needsValue, wordOf } from "./conditions.ts";
import { FilterFields } from "./filter-fields.tsx";
import { FilterOptions } from "./filter-options.tsx";
import { FilterValue } from "./filter-value.tsx";
import { listField } from "./list-fields.ts";
import { useListState } from "./list-state.ts";

type FilterEditorProps = {
  type: RecordType;
  /** The condition to change; without it a new one is made. */
  condition?: Condition | undefined;
  onDone: () => void;
};

/** Makes or changes one condition: which field, how to compare, with what. What is picked counts at once. */
export function FilterEditor({ type, condition, onDone }: FilterEditorProps) {
  const state = useListState();
  const [name, setName] = useState(condition?.field);
  const field = name === undefined ? undefined : listField(type, name);
  if (!field) return <FilterFields type={type} onPick={(picked) => setName(picked.name)} />;
  // A field that is filtered by already is changed, not doubled.
  const same = state.conditions.filter((one) => one.field === field.name);
  const current = same.find((one) => one.comparison === condition?.comparison) ?? same[0];
  return (
    <ConditionEditor
      key={field.name}
      field={field}
      current={current}
      onChange={(next) => state.setCondition(next, current, current !== undefined)}
      onBack={condition ? undefined : () => setName(undefined)}
      onDone={onDone}
    />
  );
}

type ConditionEditorProps = {
  field: RecordField;
  current: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
  onBack: (() => void) | undefined;
  onDone: () => void;
};

function ConditionEditor({ field, current, onChange, onBack, onDone }: ConditionEditorProps) {
  const [chosen, setChosen] = useState(() => usual(field, current));
  const comparison = field.kind === "boolean" && needsValue(chosen) ? "eq" : chosen;
  const draft: Condition = fitting(field, comparison, current);
  function compare(next: string | null) {
    if (!next) return;
    setChosen(next);
    if (!needsValue(next)) onChange({ field: field.name, comparison: next, value: "" });
    else if (current && isPicked(field) && next !== "contains") {
      const kept = fitting(field, next, current);
      if (kept.value) onChange(kept);
    }
  }
  function finish(next: Condition) {
    onChange(next);
    onDone();
  }
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex min-h-7 items-center gap-1 text-sm font-medium">
        {onBack && (
          <IconButton label="Another field" size="icon-sm" className="-ml-1.5" onClick={onBack}>
            <ChevronLeft aria-hidden />
          </IconButton>
        )}
        <span className="min-w-0 flex-1 truncate">{field.label}</span>
        {current && (
          <IconButton
            label={`Remove the filter on ${field.label}`}
            size="icon-sm"
            className="-mr-1.5"
            onClick={() => {
              onChange(undefined);
              onDone();
            }}
          >
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <Select
        label="How to compare"
        value={comparison}
        options={comparisonsOf(field).map((one) => ({ value: one, label: wordOf(one, field) }))}
        onChange={compare}
      />
      <Operand key={comparison} field={field} draft={draft} onChange={onChange} onFinish={finish} />
    </div>
  );
}

type OperandProps = {
  field: RecordField;
  draft: Condition;
  onChange: (condition: Condition | undefined) => void;
  onFinish: (condition: Condition) => void;
};

function Operand({ field, draft, onChange, onFinish }: OperandProps) {
  const { comparison, value } = draft;
  if (!needsValue(comparison)) return null;
  if (field.kind === "boolean") {
    return (
      <Select
        label={`Value of ${field.label}`}
        value={value || null}
        options={[
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        onChange={(next) => next && onFinish({ ...draft, value: next })}
      />
    );
  }
  if (isPicked(field) && (comparison === "in" || comparison === "ne")) {
    const chosen = value ? value.split(",") : [];
    const pick = (next: string[]) => {
      const kept = comparison === "ne" ? next.slice(-1) : next;
      onChange(kept.length > 0 ? { ...draft, value: kept.join(",") } : undefined);
    };
    return <FilterOptions field={field} chosen={chosen} onChange={pick} />;
  }
  return <FilterValue field={field} condition={draft} onApply={onFinish} />;
}

function usual(field: RecordField, current: Condition | undefined): string {
  const able = comparisonsOf(field);
  if (!current) return able[0] ?? "eq";
  // An address may say "is" where the editor says "is any of".
  return current.comparison === "eq" && !able.includes("eq") ? "in" : current.comparison;
}

/** What of a condition still makes sense when it is compared otherwise. */
function fitting(field: RecordField, comparison: string, current: Condition | undefined): Condition {
  const value = current && needsValue(current.comparison) ? current.value : "";
  const first = comparison === "in" || current?.comparison !== "in" ? value : (value.split(",")[0] ?? "");
  const kept = comparison === "between" && current?.comparison === "between" ? (current.to ?? "") : "";
  const start = isTime(field) && comparison !== "between" ? first || "this-month" : first;
  return { field: field.name, comparison, value: start, ...(comparison === "between" && { to: kept }) };
}
