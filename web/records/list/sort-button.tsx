import { ArrowDownUp } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import type { RecordType } from "../model.ts";
import { listField } from "./list-fields.ts";
import { useListState } from "./list-state.ts";

// Its selects weigh more than the list's own rows; they come when it is opened.
const SortEditor = lazy(() => import("./sort-editor.tsx").then((module) => ({ default: module.SortEditor })));

/** By what a list is sorted, and the way to change it. */
export function SortButton({ type }: { type: RecordType }) {
  const { sorts } = useListState();
  const [first] = sorts;
  const label = first && (first.field === "displayName" ? "Name" : listField(type, first.field)?.label);
  return (
    <Popover
      label="Sort"
      align="end"
      trigger={
        <Button look="quiet" aria-label={label ? `Sort: ${label}` : "Sort"}>
          <ArrowDownUp aria-hidden />
          <span className="max-xl:hidden">{label ?? "Sort"}</span>
          {sorts.length > 1 && <span className="text-xs text-ink-faint max-xl:hidden">+{sorts.length - 1}</span>}
        </Button>
      }
    >
      <Suspense>
        <SortEditor type={type} />
      </Suspense>
    </Popover>
  );
}
