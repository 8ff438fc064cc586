import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { lazy, type ReactElement, Suspense, useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Popover } from "../../components/popover.tsx";
import { Skeleton } from "../../components/states.tsx";
import { textOf } from "../format.ts";
import { isReference, nameOf, type RecordField, type RecordType } from "../model.ts";
import { membersQuery, pipelinesQuery, recordQuery, useRecordType } from "../queries.ts";
import { wordOf } from "./filter-words.ts";
import { type Filter, useListState } from "./list-state.ts";

// It brings the controls of every field kind, which a list does not need to be seen.
const FilterEditor = lazy(() => import("./filter-editor.tsx").then((module) => ({ default: module.FilterEditor })));

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
        <Suspense fallback={<Skeleton className="w-32" />}>
          <FilterEditor
            type={type}
            filter={filter}
            onApply={(next) => {
              state.setFilter(next, filter);
              setOpen(false);
            }}
          />
        </Suspense>
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
  // A linked record is told as `account:…`.
  const [linkedType, linkedId] = field.kind === "links" ? value.split(":") : [];
  const target = useRecordType(linkedType ?? field.target ?? "");
  const isStage = field.target === "stage";
  const named = isReference(field) || field.kind === "links";
  const record = useQuery({
    ...recordQuery(target?.plural ?? "", linkedId ?? value),
    enabled: named && target !== undefined,
  });
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
