import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "../../components/class-names.ts";
import type { RecordField, RecordType } from "../model.ts";
import { alignOf } from "./column-layout.ts";
import { textOfSorts } from "./list-search.ts";
import { useListState } from "./list-state.ts";

type ColumnHeaderProps = { name: string; fields: RecordField[]; type: RecordType };

/** Pressing sorts by the column, then the other way, then not; with Shift it adds to the sorts there are. */
export function ColumnHeader({ name, fields, type }: ColumnHeaderProps) {
  const state = useListState();
  const field = fields.find((candidate) => candidate.name === name);
  const label = field?.label ?? type.label;
  const sort = state.sorts.find((candidate) => candidate.field === name);
  const sortable = field ? field.sortable !== false : true;

  function press(add: boolean) {
    const others = add ? state.sorts.filter((other) => other.field !== name) : [];
    const next = sort?.descending ? others : [...others, { field: name, descending: sort !== undefined }];
    state.change({ sort: textOfSorts(next) });
  }
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sort ? (sort.descending ? "descending" : "ascending") : undefined}
      className={cn("h-8.5 border-b border-line px-3 font-normal first:pl-4", alignOf(fields, name))}
    >
      {sortable ? (
        <button
          type="button"
          onClick={(event) => press(event.shiftKey)}
          className="-mx-1.5 inline-flex max-w-full items-center gap-1 rounded px-1.5 py-0.5 text-xs font-medium text-ink-muted hover:bg-hover hover:text-ink"
        >
          <span className="truncate">{label}</span>
          {sort && <Arrow className="size-3.5 shrink-0 text-accent-text" aria-hidden />}
        </button>
      ) : (
        <span className="inline-flex py-0.5 text-xs font-medium text-ink-muted">{label}</span>
      )}
    </th>
  );
}
