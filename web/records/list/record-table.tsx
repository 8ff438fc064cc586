import { useNavigate } from "@tanstack/react-router";
import { type Dispatch, lazy, type SetStateAction, Suspense, useId, useRef } from "react";
import { cn } from "../../components/class-names.ts";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";
import { ColumnHeader } from "./column-header.tsx";
import { selectWidth } from "./column-layout.ts";
import { CellOverlay } from "./grid/cell-overlay.tsx";
import { useColumnWidths } from "./grid/column-widths.ts";
import { fieldsAt } from "./grid/editable.ts";
import { cellId } from "./grid/grid-row.tsx";
import { GridRows } from "./grid/grid-rows.tsx";
import { keepPlace } from "./grid/kept-place.ts";
import { header } from "./grid/place.ts";
import { SelectAll } from "./grid/select-all.tsx";
import { useCursor } from "./grid/use-cursor.ts";
import { useEditing } from "./grid/use-editing.ts";
import { useGrid } from "./grid/use-grid.ts";
import { useSame } from "./grid/use-same.ts";
import { useSelection } from "./grid/use-selection.ts";

const load = () => import("./grid/cell-editor.tsx");
const CellEditor = lazy(() => load().then((module) => ({ default: module.CellEditor })));

/** An editor needs room that its column may not have. */
const narrowestEditor = 216;

export type RecordTableProps = {
  type: RecordType;
  fields: RecordField[];
  records: StoredRecord[];
  loading: boolean;
  hasMore: boolean;
  loadMore: () => void;
  selected: ReadonlySet<string>;
  /** Absent where nothing may be done with a selection. */
  onSelect: Dispatch<SetStateAction<ReadonlySet<string>>> | undefined;
  /** Moves records to the trash; absent where that may not be. */
  onTrash: ((ids: string[]) => void) | undefined;
};

/** Rows of any number, of which only the visible ones exist: a grid that is read, written and selected by keys. */
export function RecordTable(props: RecordTableProps) {
  const { type, records, loading, hasMore, loadMore, selected, onSelect } = props;
  const fields = useSame(props.fields);
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const first = onSelect ? selectWidth : 0;
  const widths = useColumnWidths({ type, fields, first, scroller });
  const cursor = useCursor({ type, records, widths: widths.all, first, scroller, table });
  const selection = useSelection(records, selected, onSelect);
  const editing = useEditing({
    type,
    fields,
    records,
    mayWrite: onSelect !== undefined,
    active: cursor.active,
    goTo: cursor.goTo,
  });
  const grid = useGrid({ ...props, fields, cursor, selection, editing, widths, table, navigate: useNavigate() });

  const total = widths.all.reduce((sum, width) => sum + width, first);
  const columns = widths.all.length + (onSelect ? 2 : 1);
  const { active } = cursor;
  return (
    <div
      ref={scroller}
      className="group/scroll min-h-0 flex-1 overflow-auto overscroll-contain"
      onScroll={({ currentTarget }) => {
        const { scrollTop: top, scrollLeft: left } = currentTarget;
        keepPlace(`/${type.plural}`, { top, left });
        currentTarget.toggleAttribute("data-scrolled", left > 0);
      }}
    >
      <div className={cn("relative", selected.size > 0 && "pb-18")} style={{ minWidth: total }}>
        <p id={`${gridId}help`} className="sr-only">
          {onSelect ? "Arrows move, Enter opens or edits, X selects. " : "Arrows move, Enter opens. "}
          In the header, Enter sorts, Shift and Enter add to the sorting, Shift and the arrows set the width, W fits it.
        </p>
        <table
          ref={table}
          role="grid"
          tabIndex={0}
          aria-label={type.pluralLabel}
          aria-describedby={`${gridId}help`}
          aria-rowcount={hasMore ? -1 : records.length + 1}
          aria-multiselectable={onSelect ? true : undefined}
          aria-readonly={onSelect ? undefined : true}
          aria-activedescendant={active ? cellId(gridId, active.row, active.column) : undefined}
          className="group/grid w-full table-fixed border-separate border-spacing-0 text-sm outline-none"
          {...grid.handlers}
          onFocus={() => {
            cursor.enter();
            if (onSelect) void load().catch(() => undefined);
          }}
        >
          <colgroup>
            {onSelect && <col style={{ width: selectWidth }} />}
            {widths.all.map((width, column) => (
              <col key={fields[column - 1]?.name ?? ""} style={{ width }} />
            ))}
            <col />
          </colgroup>
          <thead className="group/head sticky top-0 z-10 bg-surface">
            <tr aria-rowindex={1}>
              {onSelect && (
                <th scope="col" className="sticky left-0 z-1 border-b border-line bg-surface pl-4 text-left">
                  <SelectAll records={records} selected={selected} onSelect={onSelect} />
                </th>
              )}
              {widths.all.map((width, column) => (
                <ColumnHeader
                  key={fields[column - 1]?.name ?? ""}
                  id={cellId(gridId, header, column)}
                  type={type}
                  field={fields[column - 1]}
                  column={column}
                  isActive={active?.row === header && active.column === column}
                  sorts={grid.sorts}
                  left={first}
                  width={width}
                  onSort={grid.sort}
                  onResize={grid.resizeTo}
                />
              ))}
              <th aria-hidden className="border-b border-line" />
            </tr>
          </thead>
          <GridRows
            gridId={gridId}
            type={type}
            fields={fields}
            records={records}
            columns={columns}
            scroller={scroller}
            initialTop={cursor.initialTop}
            loading={loading}
            hasMore={hasMore}
            loadMore={loadMore}
            selected={onSelect && selected}
            active={active}
            edits={editing.edits}
            onToggle={selection.pick}
          />
        </table>
        {editing.refusal && (
          <CellOverlay {...cursor.boxOf(editing.refusal.place)} className="pointer-events-none">
            <p
              role="status"
              className="popup absolute top-full left-0 mt-1 w-max max-w-64 rounded-md px-2 py-1 text-xs text-ink"
            >
              {editing.refusal.reason}
            </p>
          </CellOverlay>
        )}
        {editing.editing && (
          <Suspense>
            <CellOverlay
              {...cursor.boxOf(editing.editing.place, narrowestEditor)}
              className={cn("rounded-md bg-surface p-0.75", editing.unsaved?.fault && "popup")}
            >
              <CellEditor
                key={cellId("", editing.editing.place.row, editing.editing.place.column)}
                type={type}
                record={editing.editing.record}
                fields={fieldsAt(type, editing.editing.field)}
                draft={editing.unsaved?.changes}
                fault={editing.unsaved?.fault}
                takeTyped={editing.takeTyped}
                onSave={editing.save}
                onGiveUp={editing.giveUp}
              />
            </CellOverlay>
          </Suspense>
        )}
      </div>
    </div>
  );
}
