import { type Dispatch, type SetStateAction, useCallback, useLayoutEffect, useRef } from "react";
import type { StoredRecord } from "../../model.ts";

type Selection = ReadonlySet<string>;

/** Ticks rows one by one or in ranges, as file lists do: a range begins where the last row was ticked by itself. */
export function useSelection(
  records: readonly StoredRecord[],
  selected: Selection,
  onSelect: Dispatch<SetStateAction<Selection>> | undefined,
) {
  const state = useRef({ records, selected, onSelect });
  useLayoutEffect(() => {
    state.current = { records, selected, onSelect };
  });
  const range = useRef({ anchor: 0, end: 0 });

  const toggle = useCallback((row: number) => {
    const id = state.current.records[row]?.id;
    if (id === undefined) return;
    range.current = { anchor: row, end: row };
    state.current.onSelect?.((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);

  /** Ticks everything between the range's beginning and `to`, and lets go of what the range held before. */
  const extend = useCallback((to: number, from?: number) => {
    const { records: rows, selected: now, onSelect: set } = state.current;
    if (from !== undefined && now.size === 0) range.current = { anchor: from, end: from };
    const { anchor, end } = range.current;
    range.current = { anchor, end: to };
    set?.((before) => {
      const next = new Set(before);
      for (const record of between(rows, anchor, end)) next.delete(record.id);
      for (const record of between(rows, anchor, to)) next.add(record.id);
      return next;
    });
  }, []);

  const pick = useCallback(
    (row: number, extending: boolean) => (extending ? extend(row) : toggle(row)),
    [extend, toggle],
  );
  return { toggle, extend, pick };
}

function between(records: readonly StoredRecord[], one: number, other: number): readonly StoredRecord[] {
  return records.slice(Math.min(one, other), Math.max(one, other) + 1);
}
