import { Columns3 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useShortcuts } from "../../app/shortcuts.ts";
import { Button } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { SearchInput } from "../../components/search-input.tsx";
import { Skeleton } from "../../components/states.tsx";
import type { RecordType } from "../model.ts";
import { AddFilter, FilterChip } from "./filter-chip.tsx";
import { useListState } from "./list-state.ts";
import { EditedView } from "./views/edited-view.tsx";
import { ViewSwitcher } from "./views/view-switcher.tsx";
import { SortButton } from "./sort-button.tsx";
import type { ViewWork } from "./views/use-view-work.tsx";

const ColumnChooser = lazy(() => import("./column-chooser.tsx").then((module) => ({ default: module.ColumnChooser })));

type ListToolbarProps = { type: RecordType; work: ViewWork; busy: boolean };

/** What is shown of a list: the view, the search, the conditions, the order, the columns. */
export function ListToolbar({ type, work, busy }: ListToolbarProps) {
  const state = useListState();
  const [adding, setAdding] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useShortcuts([
    { keys: "/", label: "Search in the list", group: "List", run: () => search.current?.focus() },
    { keys: "f", label: "Filter", group: "List", run: () => setAdding(true) },
  ]);
  return (
    <div className="border-b border-line" role="group" aria-label="What the list shows">
      <div className="flex items-center gap-1 px-2 py-2">
        <ViewSwitcher type={type} work={work} />
        <SearchInput
          ref={search}
          busy={busy && state.text !== ""}
          label={`Search ${type.pluralLabel.toLowerCase()}`}
          value={state.text}
          onChange={(text) => state.change({ search: text }, true)}
          className="mx-1 w-60 min-w-32 shrink"
        />
        <AddFilter type={type} open={adding} onOpenChange={setAdding} />
        <div className="ml-auto flex items-center gap-1 pr-2">
          <SortButton type={type} />
          <Popover
            label="Columns"
            align="end"
            trigger={
              <Button look="quiet" aria-label="Columns">
                <Columns3 aria-hidden />
                <span className="max-xl:hidden">Columns</span>
              </Button>
            }
          >
            <Suspense fallback={<Skeleton className="w-32" />}>
              <ColumnChooser type={type} />
            </Suspense>
          </Popover>
        </div>
      </div>
      {(state.conditions.length > 0 || state.edited) && (
        <div className="flex items-start gap-2 px-4 pb-2">
          <FilterChips type={type} />
          <div className="ml-auto shrink-0">
            <EditedView work={work} />
          </div>
        </div>
      )}
    </div>
  );
}

/** The conditions as sentences, and the way to be rid of them. */
export function FilterChips({ type, wrap = true }: { type: RecordType; wrap?: boolean }) {
  const state = useListState();
  return (
    <div className={wrap ? "flex min-w-0 flex-wrap items-center gap-1.5" : "flex items-center gap-1.5 *:shrink-0"}>
      {state.conditions.map((condition, index) => {
        const before = state.conditions.slice(0, index).filter(({ field }) => field === condition.field).length;
        return <FilterChip key={`${condition.field} ${before}`} type={type} condition={condition} />;
      })}
      {state.conditions.length > 0 && (
        <Button look="quiet" size="sm" className="pointer-coarse:h-10" onClick={state.clear}>
          Clear
        </Button>
      )}
    </div>
  );
}
