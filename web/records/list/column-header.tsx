import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "../../components/class-names.ts";
import type { RecordField, RecordType } from "../model.ts";
import { alignOf, nameColumn } from "./column-layout.ts";
import { ResizeHandle } from "./grid/resize-handle.tsx";
import type { Sort } from "./list-search.ts";

type ColumnHeaderProps = {
  id: string;
  type: RecordType;
  /** Undefined for the name. */
  field: RecordField | undefined;
  column: number;
  isActive: boolean;
  sorts: readonly Sort[];
  left: number;
  width: number;
  onSort: (name: string, add: boolean) => void;
  /** `null` fits the column to what is in it. */
  onResize: (column: number, width: number | null) => void;
};

/** Pressing sorts by the column, then the other way, then not; with Shift it adds to the sorts there are. */
export function ColumnHeader(props: ColumnHeaderProps) {
  const { id, type, field, column, isActive, sorts, left, width, onSort, onResize } = props;
  const name = field?.name ?? nameColumn;
  const rank = sorts.findIndex((sort) => sort.field === name);
  const sort = sorts[rank];
  const label = field?.label ?? type.label;
  return (
    <th
      id={id}
      scope="col"
      data-column={column}
      data-active={isActive ? "" : undefined}
      aria-sort={sort ? (sort.descending ? "descending" : "ascending") : undefined}
      style={field ? undefined : { left }}
      className={cn(
        "relative h-8.5 border-b border-line bg-surface px-3 font-normal data-active:outline-2 data-active:-outline-offset-2 data-active:outline-line-strong group-focus/grid:data-active:outline-accent",
        alignOf(field),
        !field && "sticky z-2 group-data-scrolled/scroll:border-r group-data-scrolled/scroll:border-r-line",
      )}
    >
      {field?.sortable === false ? (
        <span className="block truncate py-0.5 text-xs font-medium text-ink-muted">{label}</span>
      ) : (
        <button
          type="button"
          tabIndex={-1}
          data-tooltip={sorts.length > 0 && !sort ? "Shift+click to add to the sorting" : undefined}
          onClick={(event) => onSort(name, event.shiftKey)}
          className="-mx-1.5 inline-flex max-w-[calc(100%+0.75rem)] items-center gap-1 rounded px-1.5 py-0.5 align-middle text-xs font-medium text-ink-muted hover:bg-hover hover:text-ink"
        >
          <span className="truncate">{label}</span>
          {sort && <Direction sort={sort} rank={sorts.length > 1 ? rank + 1 : undefined} />}
        </button>
      )}
      <ResizeHandle width={width} onResize={(next) => onResize(column, next)} />
    </th>
  );
}

function Direction({ sort, rank }: { sort: Sort; rank: number | undefined }) {
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <span className="inline-flex shrink-0 items-center text-accent-text">
      <Arrow className="size-3.5" aria-hidden />
      {rank !== undefined && (
        <span className="text-2xs tabular-nums">
          <span className="sr-only">, sort number </span>
          {rank}
        </span>
      )}
    </span>
  );
}
