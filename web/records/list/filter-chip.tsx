import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, X } from "lucide-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Popover } from "../../components/popover.tsx";
import { itemClass, Select } from "../../components/select.tsx";
import { bodyValue } from "../controls/body-value.ts";
import { FieldControl } from "../controls/field-control.tsx";
import { textOf } from "../format.ts";
import { isReference, nameOf, type RecordField, type RecordType } from "../model.ts";
import { membersQuery, pipelinesQuery, recordQuery, useRecordType } from "../queries.ts";
import { usualOperator, wordOf } from "./filter-words.ts";
import { type Filter, useListState } from "./list-state.ts";

type FilterChipProps = {
  type: RecordType;
  filter?: Filter;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** One condition of a list, told as a sentence; pressing it changes it. Without a filter it makes a new one. */
export function FilterChip({ type, filter, trigger, ...control }: FilterChipProps) {
  const state = useListState();
  const [ownOpen, setOwnOpen] = useState(false);
  const open = control.open ?? ownOpen;
  const setOpen = control.onOpenChange ?? setOwnOpen;
  const field = type.fields.find((candidate) => candidate.name === filter?.field);
  if (filter && !field) return null;
  return (
    <span
      className={cn(
        "inline-flex max-w-full",
        filter && "h-8 rounded-md border border-line-strong bg-surface text-sm pointer-coarse:h-10",
      )}
    >
      <Popover
        label={field ? `Filter on ${field.label}` : "New filter"}
        open={open}
        onOpenChange={setOpen}
        trigger={
          trigger ?? (
            <button type="button" className="flex min-w-0 items-center gap-1 rounded-l-md px-2 hover:bg-hover">
              {field && filter && <Sentence field={field} filter={filter} />}
            </button>
          )
        }
      >
        <FilterEditor
          type={type}
          filter={filter}
          onApply={(next) => {
            state.setFilter(next, filter);
            setOpen(false);
          }}
        />
      </Popover>
      {filter && (
        <IconButton
          label={`Remove the filter on ${field?.label}`}
          className="size-auto w-7 rounded-l-none border-l border-line pointer-coarse:size-auto pointer-coarse:w-9"
          onClick={() => state.removeFilter(filter)}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

function Sentence({ field, filter }: { field: RecordField; filter: Filter }) {
  const shown = useOperandText(field, filter.value);
  const isEmptiness = filter.operator === "empty";
  return (
    <>
      <span className="text-ink-muted">{field.label}</span>
      <span className="text-ink-faint">
        {isEmptiness && filter.value === "false" ? "is filled in" : wordOf(filter.operator, field)}
      </span>
      {!isEmptiness && <span className="truncate font-medium">{shown}</span>}
    </>
  );
}

/** A filter's operand as people read it: ids become names. */
function useOperandText(field: RecordField, value: string): string {
  const target = useRecordType(field.target ?? "");
  const isStage = field.target === "stage";
  const named = isReference(field);
  const record = useQuery({ ...recordQuery(target?.plural ?? "", value), enabled: named && target !== undefined });
  const members = useQuery({ ...membersQuery, enabled: field.kind === "member" });
  const pipelines = useQuery({ ...pipelinesQuery, enabled: isStage });
  if (isStage) return pipelines.data?.flatMap((p) => p.stages).find((stage) => stage.id === value)?.name ?? "…";
  if (field.kind === "member")
    return members.data?.find((member) => (member.userId ?? member.id) === value)?.name ?? "…";
  if (named) return record.data ? nameOf(record.data) : "…";
  if (field.kind === "boolean") return value === "true" ? "yes" : "no";
  return value
    .split(",")
    .map((part) => textOf(field, part))
    .join(", ");
}

type FilterEditorProps = { type: RecordType; filter: Filter | undefined; onApply: (filter: Filter) => void };

function FilterEditor({ type, filter, onApply }: FilterEditorProps) {
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
        .filter((field) => field.operators.length > 0 && field.name !== "position")
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
