import type { KeyboardEvent } from "react";
import { keysOf } from "../../../app/keys.ts";
import type { RecordField } from "../../model.ts";
import { beginsWriting } from "./editable.ts";
import { type Bounds, header, moved, type Place } from "./place.ts";

export type GridActions = {
  active: Place | null;
  bounds: () => Bounds;
  fieldAt: (column: number) => RecordField | undefined;
  mayWrite: boolean;
  isEditing: boolean;
  goTo: (place: Place) => void;
  open: (row: number) => void;
  edit: (place: Place, text?: string) => void;
  /** A character, or the key that ends the writing. */
  typeAhead: (key: string) => void;
  toggle: (row: number) => void;
  extend: (to: number, from: number) => void;
  sort: (column: number, add: boolean) => void;
  /** By a step to either side, or to what fits. */
  resize: (column: number, by: -1 | 1 | "fit") => void;
  follow: (place: Place) => void;
};

/** The keys of the grid: https://www.w3.org/WAI/ARIA/apg/patterns/grid/. Those that are commands are shortcuts. */
export function onGridKey(event: KeyboardEvent<HTMLElement>, grid: GridActions): void {
  if (event.defaultPrevented || event.nativeEvent.isComposing || !grid.active) return;
  // A link or box in a cell that was pressed with the mouse has its own keys.
  const isWithin = event.target !== event.currentTarget;
  const keys = keysOf(event.nativeEvent);
  if (isWithin && /^(Enter|Space)$/.test(keys)) return;
  const isDone =
    (grid.isEditing && typeAhead(event, grid)) ||
    (grid.active.row === header
      ? onHeaderKey(keys, grid, grid.active)
      : onCellKey(keys, event.key, grid, grid.active)) ||
    onMove(keys, grid, grid.active);
  if (isDone) event.preventDefault();
}

/** The editor's code is still on its way: what is pressed is kept for it. */
function typeAhead(event: KeyboardEvent, grid: GridActions): boolean {
  const { key, shiftKey } = event;
  // A key that is held was meant for what came before.
  const ends = !event.repeat && (key === "Enter" || key === "Tab" || key === "Escape");
  if (ends) grid.typeAhead(key === "Tab" && shiftKey ? "Shift+Tab" : key);
  else if (key.length === 1 && !event.metaKey && !event.ctrlKey) grid.typeAhead(key);
  return true;
}

function onMove(keys: string, grid: GridActions, from: Place): boolean {
  const bounds = grid.bounds();
  const plain = keys.replace("shift+", "");
  const to = moved(plain, from, bounds);
  if (!to) return false;
  const extends_ = plain !== keys && grid.mayWrite && to.row !== header && to.column === from.column;
  if (extends_) grid.extend(to.row, from.row);
  grid.goTo(to);
  return true;
}

function onHeaderKey(keys: string, grid: GridActions, { column }: Place): boolean {
  if (keys === "Enter" || keys === "Space") grid.sort(column, false);
  else if (keys === "shift+Enter" || keys === "shift+Space") grid.sort(column, true);
  else if (keys === "shift+ArrowLeft") grid.resize(column, -1);
  else if (keys === "shift+ArrowRight") grid.resize(column, 1);
  else if (keys === "w") grid.resize(column, "fit");
  else return false;
  return true;
}

function toggle(grid: GridActions, { row }: Place): void {
  if (grid.mayWrite) grid.toggle(row);
}

function onCellKey(keys: string, key: string, grid: GridActions, place: Place): boolean {
  const isPlain = key.length === 1 && !/^(mod|alt|ctrl|meta)\+/.test(keys);
  if (keys === "Enter" && place.column === 0) grid.open(place.row);
  else if (keys === "mod+Enter") grid.follow(place);
  else if (keys === "Enter" || keys === "F2") grid.edit(place);
  else if (keys === "shift+Space" || keys === "Space") toggle(grid, place);
  else if (isPlain && grid.mayWrite && beginsWriting(grid.fieldAt(place.column), key)) grid.edit(place, key);
  else return false;
  return true;
}
