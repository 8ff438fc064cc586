import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { RecordType, StoredRecord } from "../../model.ts";
import { headHeight, rowHeight } from "../column-layout.ts";
import { useListState } from "../list-state.ts";
import { keepPlace, keptPlace } from "./kept-place.ts";
import { type Bounds, isSamePlace, type Place, within } from "./place.ts";

type CursorOptions = {
  type: RecordType;
  records: readonly StoredRecord[];
  widths: readonly number[];
  /** Where the name column begins. */
  first: number;
  scroller: RefObject<HTMLDivElement | null>;
  table: RefObject<HTMLTableElement | null>;
};

/** The active cell, kept in sight, kept on its record when rows move, and found again on the way back. */
export function useCursor({ type, records, widths, first, scroller, table }: CursorOptions) {
  const path = `/${type.plural}`;
  const [kept] = useState(keptPlace);
  const [active, setActive] = useState<Place | null>(kept?.active ?? null);
  const now = useRef({ active, records, widths });
  useLayoutEffect(() => {
    now.current = { active, records, widths };
  });

  function bounds(): Bounds {
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1);
    return { rows: now.current.records.length, columns: widths.length, page };
  }
  function show(place: Place | null) {
    now.current.active = place;
    setActive((before) => (isSamePlace(before, place) ? before : place));
    keepPlace(path, { active: place });
  }
  function leftOf(column: number): number {
    return widths.slice(0, column).reduce((sum, width) => sum + width, first);
  }
  function reveal({ row, column }: Place) {
    const area = scroller.current;
    if (!area) return;
    const top = row * rowHeight;
    const bottom = headHeight + top + rowHeight - area.clientHeight;
    if (row >= 0) area.scrollTo({ top: Math.min(Math.max(area.scrollTop, bottom), Math.max(0, top)) });
    if (column === 0) return;
    const left = leftOf(column);
    const covered = first + (widths[0] ?? 0);
    const right = left + (widths[column] ?? 0) - area.clientWidth;
    area.scrollTo({ left: Math.min(Math.max(area.scrollLeft, right), left - covered) });
  }

  useKeptScroll(kept, scroller, table, show);
  useFollowing(records, now, show);

  return {
    active,
    bounds,
    initialTop: kept?.top ?? 0,
    /** Puts the keyboard on the grid, at a place if one is given. */
    goTo(place?: Place) {
      table.current?.focus({ preventScroll: true });
      if (!place) return;
      const to = within(place, bounds());
      show(to);
      reveal(to);
    },
    /** The cell becomes the active one where it is. */
    touch: show,
    enter: () => now.current.active ?? show(within({ row: 0, column: 0 }, bounds())),
    /** Where a cell is, widened to `least` pixels, within what can be scrolled to. */
    boxOf(place: Place, least = 0) {
      const shift = scroller.current?.scrollLeft ?? 0;
      const width = Math.max(widths[place.column] ?? 0, least);
      const left = place.column === 0 ? first + shift : leftOf(place.column);
      const end = Math.max(leftOf(widths.length), scroller.current?.clientWidth ?? 0);
      return { place, width, left: Math.max(0, Math.min(left, end - width)) };
    },
  };
}

/** Where the list was left, when it is come back to; the top when something else is asked of it. */
function useKeptScroll(
  kept: ReturnType<typeof keptPlace>,
  scroller: RefObject<HTMLDivElement | null>,
  table: RefObject<HTMLTableElement | null>,
  show: (place: Place | null) => void,
) {
  const { query } = useListState();
  const asked = JSON.stringify(query);
  const before = useRef(asked);
  useEffect(() => {
    if (kept?.left) scroller.current?.scrollTo({ left: kept.left });
    if (kept?.active && document.activeElement === document.body) table.current?.focus({ preventScroll: true });
    // Once, on arrival.
  }, [kept, scroller, table]);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    const place = keptPlace();
    scroller.current?.scrollTo({ top: place?.top ?? 0 });
    show(place?.active ?? null);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `show` is as fresh as the question
  }, [asked]);
}

type Now = { active: Place | null; records: readonly StoredRecord[] };

/** When rows are added or taken away elsewhere, the cursor stays on its record. */
function useFollowing(records: readonly StoredRecord[], now: RefObject<Now>, show: (place: Place | null) => void) {
  const previous = useRef(records);
  useEffect(() => {
    const { active } = now.current;
    const id = active && previous.current[active.row]?.id;
    previous.current = records;
    if (!active || id === undefined || id === null || records[active.row]?.id === id) return;
    const row = records.findIndex((record) => record.id === id);
    // One that is gone leaves the cursor to whoever took its place.
    if (row >= 0) show({ ...active, row });
    else if (active.row >= records.length) show(records.length > 0 ? { ...active, row: records.length - 1 } : null);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `show` only tells state
  }, [records, now]);
}
