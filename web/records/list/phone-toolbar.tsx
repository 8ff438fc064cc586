import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../../components/button.tsx";
import { SearchInput } from "../../components/search-input.tsx";
import type { RecordType } from "../model.ts";
import { FilterChips } from "./list-toolbar.tsx";
import { useListState } from "./list-state.ts";
import type { ViewWork } from "./views/use-view-work.tsx";
import { ViewSwitcher } from "./views/view-switcher.tsx";

const ListSheet = lazy(() => import("./list-sheet.tsx").then((module) => ({ default: module.ListSheet })));

type PhoneToolbarProps = {
  type: RecordType;
  work: ViewWork;
  busy: boolean;
  selecting: boolean;
  /** Absent where nothing may be done with a selection. */
  onSelecting: ((selecting: boolean) => void) | undefined;
};

/** What is shown of a list, for a thumb: views at hand, everything else in a sheet from below. */
export function PhoneToolbar({ type, work, busy, selecting, onSelecting }: PhoneToolbarProps) {
  const state = useListState();
  const [open, setOpen] = useState(false);
  const count = state.conditions.length + (state.sorts.length > 0 ? 1 : 0);
  return (
    <div className="flex flex-col gap-2 border-b border-line pb-2" role="group" aria-label="What the list shows">
      <div className="flex items-center gap-1 pr-4 pl-2 pt-2">
        <div className="flex min-w-0 flex-1">
          <ViewSwitcher type={type} work={work} />
        </div>
        {onSelecting && (
          <Button look="quiet" onClick={() => onSelecting(!selecting)}>
            {selecting ? "Done" : "Select"}
          </Button>
        )}
        <Button
          look="secondary"
          aria-haspopup="dialog"
          aria-label={count > 0 ? `Filter and sort, ${count} set` : "Filter and sort"}
          onClick={() => setOpen(true)}
        >
          <SlidersHorizontal aria-hidden />
          {count > 0 && <span className="tabular-nums">{count}</span>}
        </Button>
      </div>
      <SearchInput
        busy={busy && state.text !== ""}
        label={`Search ${type.pluralLabel.toLowerCase()}`}
        value={state.text}
        onChange={(text) => state.change({ search: text }, true)}
        className="mx-4"
      />
      {state.conditions.length > 0 && (
        <div className="overflow-x-auto px-4 [scrollbar-width:none]">
          <FilterChips type={type} wrap={false} />
        </div>
      )}
      {open && (
        <Suspense>
          <ListSheet type={type} work={work} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
