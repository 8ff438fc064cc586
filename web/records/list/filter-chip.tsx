import { ListFilter, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { Skeleton } from "../../components/states.tsx";
import type { RecordField, RecordType } from "../model.ts";
import type { Condition } from "./conditions.ts";
import { listField } from "./list-fields.ts";
import { useListState } from "./list-state.ts";
import { useSentence } from "./operand-names.ts";

// It brings the controls of every field kind, which a list does not need to be seen.
const FilterEditor = lazy(() => import("./filter-editor.tsx").then((module) => ({ default: module.FilterEditor })));

/** One condition of a list, told as a sentence; pressing it changes it. */
export function FilterChip({ type, condition }: { type: RecordType; condition: Condition }) {
  const state = useListState();
  const [open, setOpen] = useState(false);
  const field = listField(type, condition.field);
  if (!field) return null;
  return (
    <span className="inline-flex h-7 max-w-full rounded-md border border-line-strong bg-surface text-sm pointer-coarse:h-10">
      <Popover
        label={`Filter on ${field.label}`}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button type="button" className="flex min-w-0 items-center gap-1 rounded-l-md px-2 hover:bg-hover">
            <Sentence field={field} condition={condition} />
          </button>
        }
      >
        <Suspense fallback={<Skeleton className="w-32" />}>
          <FilterEditor type={type} condition={condition} onDone={() => setOpen(false)} />
        </Suspense>
      </Popover>
      <IconButton
        label={`Remove the filter on ${field.label}`}
        className="size-auto w-6.5 rounded-l-none border-l border-line pointer-coarse:size-auto pointer-coarse:w-10"
        onClick={() => state.setCondition(undefined, condition)}
      >
        <X className="size-3.5!" aria-hidden />
      </IconButton>
    </span>
  );
}

/** A condition in words. */
export function Sentence({ field, condition }: { field: RecordField; condition: Condition }) {
  const { verb, operand } = useSentence(field, condition);
  return (
    <>
      <span className="whitespace-nowrap text-ink-muted">{field.label}</span>{" "}
      <span className="whitespace-nowrap text-ink-faint">{verb}</span>{" "}
      {operand && <span className="max-w-72 truncate font-medium">{operand}</span>}
    </>
  );
}

/** Opens what makes a new condition. */
export function AddFilter({
  type,
  open,
  onOpenChange,
}: {
  type: RecordType;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Popover
      label="New filter"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button look="quiet" data-tooltip="Filter" aria-keyshortcuts="f">
          <ListFilter aria-hidden />
          Filter
        </Button>
      }
    >
      <Suspense fallback={<Skeleton className="w-32" />}>
        {open && <FilterEditor type={type} onDone={() => onOpenChange(false)} />}
      </Suspense>
    </Popover>
  );
}
