import type { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type MouseEvent, type RefObject, useRef } from "react";
import { toast } from "../../../components/toast.tsx";
import type { RecordField, StoredRecord } from "../../model.ts";
import { nameColumn } from "../column-layout.ts";
import { textOfSorts } from "../list-search.ts";
import { useListState } from "../list-state.ts";
import type { RecordTableProps } from "../record-table.tsx";
import { cellText } from "./cell-text.ts";
import { fittingWidth, type useColumnWidths } from "./column-widths.ts";
import { nextSorts } from "./next-sorts.ts";
import { header, type Place } from "./place.ts";
import type { useCursor } from "./use-cursor.ts";
import type { useEditing } from "./use-editing.ts";
import { type GridActions, onGridKey } from "./use-grid-keys.ts";
import { useGridShortcuts } from "./use-grid-shortcuts.ts";
import type { useSelection } from "./use-selection.ts";

type GridOptions = Omit<RecordTableProps, "fields"> & {
  fields: readonly RecordField[];
  cursor: ReturnType<typeof useCursor>;
  selection: ReturnType<typeof useSelection>;
  editing: ReturnType<typeof useEditing>;
  widths: ReturnType<typeof useColumnWidths>;
  table: RefObject<HTMLTableElement | null>;
  navigate: ReturnType<typeof useNavigate>;
};

/** Pixels by which a key makes a column wider or narrower. */
const resizeStep = 16;

/** What keys and the mouse do in the grid. */
export function useGrid(options: GridOptions) {
  const { type, fields, records, selected, onSelect, onTrash, cursor, selection, editing, widths, table } = options;
  const state = useListState();
  const mayWrite = onSelect !== undefined;
  const { active } = cursor;
  const nameAt = (column: number) => fields[column - 1]?.name ?? nameColumn;

  function open(row: number): boolean {
    const record = records[row];
    if (!record) return false;
    void options.navigate({ to: "/$plural/$id", params: { plural: type.plural, id: record.id }, search: {} });
    return true;
  }
  function sort(name: string, add: boolean) {
    const field = fields.find((one) => one.name === name);
    if (field?.sortable !== false) state.change({ sort: textOfSorts(nextSorts(state.sorts, name, add)) });
  }
  function resizeTo(column: number, width: number | null) {
    widths.set(nameAt(column), width ?? (table.current ? fittingWidth(table.current, column) : null));
  }
  function goTo(place: Place) {
    editing.forgetRefusal();
    cursor.goTo(place);
  }
  const actions: GridActions = {
    active,
    bounds: cursor.bounds,
    fieldAt: (column) => fields[column - 1],
    mayWrite,
    isEditing: editing.editing !== undefined,
    goTo,
    open,
    edit: editing.begin,
    typeAhead: editing.typeAhead,
    toggle: selection.toggle,
    extend: selection.extend,
    sort: (column, add) => sort(nameAt(column), add),
    resize: (column, by) => resizeTo(column, by === "fit" ? null : (widths.all[column] ?? 0) + by * resizeStep),
    follow: ({ row, column }) => linkIn(table.current, row, column)?.click(),
  };
  useCommands(options, { open, goTo, inTrash: state.inTrash, mayWrite, selected, onTrash });
  return {
    sorts: state.sorts,
    sort,
    resizeTo,
    handlers: {
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onGridKey(event, actions),
      ...useMouse(options, goTo),
    },
  };
}

/** Pressing a cell makes it the active one, with Shift it extends the selection, twice it is edited. */
function useMouse({ cursor, selection, editing, onSelect }: GridOptions, goTo: (place: Place) => void) {
  const wasActive = useRef(false);
  return {
    onMouseDown(event: MouseEvent) {
      const place = placeOf(event.target);
      if (!place || event.button !== 0) return;
      wasActive.current = cursor.active?.row === place.row && cursor.active.column === place.column;
      if (event.shiftKey && onSelect) {
        event.preventDefault();
        selection.extend(place.row, cursor.active && cursor.active.row !== header ? cursor.active.row : place.row);
        return goTo(place);
      }
      editing.forgetRefusal();
      cursor.touch(place);
    },
    onClickCapture(event: MouseEvent) {
      // A link would open another window.
      if (event.shiftKey && onSelect && placeOf(event.target)) event.preventDefault();
    },
    onClick(event: MouseEvent) {
      // A finger has no other way: the second tap on a cell edits it.
      const place = placeOf(event.target);
      const isFinger = (event.nativeEvent as PointerEvent).pointerType === "touch";
      if (place && isFinger && wasActive.current && !holdsControl(event.target)) editing.begin(place);
    },
    onDoubleClick(event: MouseEvent) {
      const place = placeOf(event.target);
      if (place && !event.shiftKey && !holdsControl(event.target)) editing.begin(place);
    },
  };
}

type CommandOptions = {
  open: (row: number) => boolean;
  goTo: (place: Place) => void;
  inTrash: boolean;
  mayWrite: boolean;
  selected: ReadonlySet<string>;
  onTrash: RecordTableProps["onTrash"];
};

function useCommands(options: GridOptions, { open, goTo, inTrash, mayWrite, selected, onTrash }: CommandOptions) {
  const { cursor, records, selection, editing, fields, onSelect, table } = options;
  const place = cursor.active && cursor.active.row !== header ? cursor.active : null;
  const step = (by: number): Place => (place ? { ...place, row: Math.max(0, place.row + by) } : { row: 0, column: 0 });
  const onPlace = (run: (at: Place, record: StoredRecord) => unknown) => () => {
    const record = place && records[place.row];
    return place && record ? run(place, record) !== false : false;
  };
  useGridShortcuts({
    mayWrite,
    inTrash,
    step: (by) => goTo(step(by)),
    extend(by) {
      if (!place) return false;
      const to = Math.min(step(by).row, records.length - 1);
      selection.extend(to, place.row);
      goTo({ ...place, row: to });
      return true;
    },
    open: onPlace(({ row }) => open(row)),
    edit: onPlace((at) => editing.begin(at)),
    toggle: onPlace(({ row }) => selection.toggle(row)),
    selectAll() {
      if (isWritingIn(document.activeElement)) return false;
      onSelect?.(new Set(records.map((record) => record.id)));
      return true;
    },
    selectNone() {
      if (selected.size === 0) return false;
      onSelect?.(new Set());
      return true;
    },
    trash() {
      const ids = selected.size > 0 ? [...selected] : place ? [records[place.row]?.id ?? ""].filter(Boolean) : [];
      if (ids.length > 0) onTrash?.(ids);
      return ids.length > 0;
    },
    copy: onPlace(({ column }, record) => {
      const isElsewhere = document.activeElement !== table.current || !document.getSelection()?.isCollapsed;
      // Without HTTPS browsers offer no clipboard.
      if (isElsewhere || !("clipboard" in navigator)) return false;
      const text = cellText(fields[column - 1], record);
      void navigator.clipboard.writeText(text).then(() => toast.done({ title: "Copied", detail: text }));
      return true;
    }),
  });
}

function placeOf(target: EventTarget): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("td[data-column]") : null;
  const row = cell?.closest<HTMLElement>("tr[data-row]");
  return cell && row ? { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) } : undefined;
}

function holdsControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, label") !== null;
}

function isWritingIn(element: Element | null): boolean {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type !== "checkbox");
}

function linkIn(table: HTMLTableElement | null, row: number, column: number): HTMLElement | undefined {
  return table?.querySelector<HTMLElement>(`tr[data-row="${row}"] td[data-column="${column}"] a`) ?? undefined;
}
