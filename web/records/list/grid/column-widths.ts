import { useState } from "react";
import type { RecordField, RecordType } from "../../model.ts";
import { nameColumn, narrowest, widest, widthOf } from "../column-layout.ts";

type Widths = Record<string, number>;

/** How wide a type's columns are; what somebody sets is kept in this browser. */
export function useColumnWidths(type: RecordType, fields: readonly RecordField[]) {
  const [own, setOwn] = useState(() => readWidths(type.plural));
  const all = [nameColumn, ...fields.map((field) => field.name)].map(
    (name, index) => own[name] ?? widthOf(type, fields[index - 1]),
  );
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

function within(width: number): number {
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

const keyOf = (plural: string) => `nextcrm.widths.${plural}`;

function readWidths(plural: string): Widths {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(plural)) ?? "{}");
    const entries = kept && typeof kept === "object" ? Object.entries(kept) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return {};
  }
}

function keepWidths(plural: string, widths: Widths) {
  try {
    if (Object.keys(widths).length === 0) localStorage.removeItem(keyOf(plural));
    else localStorage.setItem(keyOf(plural), JSON.stringify(widths));
  } catch {
    // Without storage the widths last as long as the page.
  }
}

/** How wide a column would have to be to show what is in it, of the rows that are drawn. */
export function fittingWidth(table: HTMLTableElement, column: number): number {
  const cells = table.querySelectorAll<HTMLElement>(`[data-column="${column}"]`);
  return Math.max(narrowest, ...[...cells].map(widthOfContent));
}

function widthOfContent(cell: HTMLElement): number {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const cut = [...cell.querySelectorAll<HTMLElement>("*")].map((part) =>
    getComputedStyle(part).overflowX === "hidden" ? part.scrollWidth - part.clientWidth : 0,
  );
  const { paddingLeft, paddingRight } = getComputedStyle(cell);
  const shown = Math.max(range.getBoundingClientRect().width, cell.scrollWidth - cell.clientWidth);
  return shown + Math.max(0, ...cut) + parseFloat(paddingLeft) + parseFloat(paddingRight) + 2;
}
