import { ChevronLeft } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { itemClass } from "../../components/item-class.ts";
import { Select } from "../../components/select.tsx";
import { bodyValue } from "../controls/body-value.ts";
import { FieldControl } from "../controls/field-control.tsx";
import { isReference, type RecordField, type RecordType } from "../model.ts";
import { usualOperator, wordOf } from "./filter-words.ts";
import type { Filter } from "./list-state.ts";

type FilterEditorProps = { type: RecordType; filter: Filter | undefined; onApply: (filter: Filter) => void };

/** Makes or changes one condition: which field, how to compare, with what. */
export function FilterEditor({ type, filter, onApply }: FilterEditorProps) {
  const [name, setName] = useState(filter?.field);
  const field = type.fields.find((candidate) => candidate.name === name);
  if (!field) return <FieldChoice type={type} onPick={setName} />;
  return (
    <Condition
      key={field.name}
      field={field}
      filter={filter}
      onApply={onApply}
      onBack={filter ? undefined : () => setName(undefined)}
    />
  );
}

function FieldChoice({ type, onPick }: { type: RecordType; onPick: (name: string) => void }) {
  return (
    <div className="-m-2 max-h-80 overflow-y-auto" role="group" aria-label="Filter by">
      {type.fields
        .filter((field) => field.operators.length > 0 && field.name !== "position" && field.kind !== "links")
        .map((field) => (
          <button
            key={field.name}
            type="button"
            className={cn(itemClass, "hover:bg-hover")}
            onClick={() => onPick(field.name)}
          >
            {field.label}
          </button>
        ))}
    </div>
  );
}

type ConditionProps = {
  field: RecordField;
  filter: Filter | undefined;
  onApply: (filter: Filter) => void;
  onBack: (() => void) | undefined;
};

function Condition({ field, filter, onApply, onBack }: ConditionProps) {
  const [operator, setOperator] = useState(filter?.operator ?? usualOperator(field));
  const [value, setValue] = useState<unknown>(filter && operator !== "empty" ? operand(field, filter.value) : null);
  const needsValue = operator !== "empty";
  function apply(event: FormEvent) {
    event.preventDefault();
    if (!needsValue) onApply({ field: field.name, operator, value: "true" });
    else if (value !== null && value !== "")
      onApply({ field: field.name, operator, value: String(plainValue(field, operator, value)) });
  }
  return (
    <form onSubmit={apply} className="flex flex-col gap-2.5">
      <div className="flex items-center gap-1 text-sm font-medium">
        {onBack && (
          <IconButton label="Another field" size="icon-sm" className="-ml-1.5" onClick={onBack}>
            <ChevronLeft aria-hidden />
          </IconButton>
        )}
        {field.label}
      </div>
      <Select
        label="How to compare"
        value={operator}
        options={field.operators.map((name) => ({ value: name, label: wordOf(name, field) }))}
        onChange={(next) => next && setOperator(next)}
      />
      {needsValue && (
        <FieldControl
          field={controlFor(field, operator)}
          value={value}
          onChange={setValue}
          label={`Value of ${field.label}`}
          autoFocus
        />
      )}
      <Button type="submit" look="primary" className="self-end">
        Apply
      </Button>
    </form>
  );
}

function operand(field: RecordField, value: string): unknown {
  return field.kind === "boolean" ? value === "true" : value;
}

function plainValue(field: RecordField, operator: string, value: unknown): unknown {
  return operator === "in" ? value : (bodyValue(field, value) ?? "");
}

/** A part of a text or a list of values is typed as text, whatever the field's own control is. */
function controlFor(field: RecordField, operator: string): RecordField {
  const asText = operator === "contains" || operator === "startsWith" || operator === "in" || field.kind === "tags";
  return asText && !isReference(field) ? { ...field, kind: "text" } : { ...field, required: true };
}
