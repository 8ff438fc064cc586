import { useLayoutEffect, useState } from "react";
import { inBrowser } from "../../../app/remembered.ts";
import type { RecordField, RecordType } from "../../model.ts";
import { nameColumn, narrowest, narrowestName, widest, widestName, widthOf } from "../column-layout.ts";

type Widths = Record<string, number>;

type WidthOptions = {
  type: RecordType;
  fields: readonly RecordField[];
  /** What stands before the first column. */
  first: number;
  scroller: { current: HTMLElement | null };
};

/** How wide a type's columns are; what somebody sets is kept in this browser. Names take the room that is left over. */
export function useColumnWidths({ type, fields, first, scroller }: WidthOptions) {
  const [own, setOwn] = useState(() => readWidths(type.plural));
  const room = useRoom(scroller);
  const all = [nameColumn, ...fields.map((field) => field.name)].map(
    (name, index) => own[name] ?? widthOf(type, fields[index - 1]),
  );
  if (own[nameColumn] === undefined) {
    const left = room - all.reduce((sum, width) => sum + width, first);
    const usual = all[0] ?? narrowestName;
    all[0] = Math.max(Math.min(usual, narrowestName), Math.min(widestName, usual + left));
  }
  return {
    all,
    /** `null` gives the column its usual width back. */
    set(name: string, width: number | null) {
      setOwn((now) => {
        const { [name]: _, ...rest } = now;
        const next = width === null ? rest : { ...rest, [name]: within(width) };
        keepWidths(type.plural, next);
        return next;
      });
    },
  };
}

/** The width in which the columns stand, measured before they are first painted. */
function useRoom(scroller: WidthOptions["scroller"]): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    if (!scroller.current) return;
    const measure = () => setRoom(scroller.current?.clientWidth ?? 0);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, [scroller]);
  return room;
}

function within(width: number): number {
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

const keyOf = (plural: string) => `nextcrm.widths.${plural}`;

function readWidths(plural: string): Widths {
  const kept = inBrowser.readJson(keyOf(plural));
  const entries = kept && typeof kept === "object" ? Object.entries(kept) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

function keepWidths(plural: string, widths: Widths) {
  inBrowser.keepJson(keyOf(plural), Object.keys(widths).length === 0 ? undefined : widths);
}

/** How wide a column would have to be to show what is in it, of the rows that are drawn. */
export function fittingWidth(table: HTMLTableElement, column: number): number {
  const cells = table.querySelectorAll<HTMLElement>(`[data-column="${column}"]`);
  return Math.max(narrowest, ...[...cells].map(widthOfContent));
}

/** From the first to the last letter or picture, cut off or not; a badge has room around its letters. */
function widthOfContent(cell: HTMLElement): number {
  const range = document.createRange();
  const boxes = [...cell.querySelectorAll("svg, img")].map((picture) => picture.getBoundingClientRect());
  const letters = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (letters.nextNode()) {
    if (letters.currentNode.parentElement?.closest(".sr-only")) continue;
    range.selectNodeContents(letters.currentNode);
    boxes.push(range.getBoundingClientRect());
  }
  if (boxes.length === 0) return 0;
  const from = Math.min(...boxes.map((box) => box.left));
  const to = Math.max(...boxes.map((box) => box.right));
  const { paddingLeft, paddingRight } = getComputedStyle(cell);
  return to - from + parseFloat(paddingLeft) + parseFloat(paddingRight) + badgeRoom;
}

const badgeRoom = 14;
