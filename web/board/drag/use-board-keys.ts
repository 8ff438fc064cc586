import { type RefObject, useEffect } from "react";
import { useShortcuts } from "../../app/shortcuts.ts";
import { type DragColumn, type Spot, spotBeside, spotOf } from "./board-shape.ts";
import { focusedCard, linkOf } from "./card-focus.ts";
import type { Held } from "./use-board-drag.ts";

type BoardKeys = {
  board: RefObject<HTMLDivElement | null>;
  columns: DragColumn[];
  held: Held | undefined;
  mayDrag: boolean;
  hold: (held: Held) => void;
  drop: (held: Held, to: Spot) => void;
  cancel: () => void;
};

/** Arrows go from card to card; Space picks one up, and then the arrows carry it. */
export function useBoardKeys({ board, columns, held, mayDrag, hold, drop, cancel }: BoardKeys): void {
  const carried = held?.by === "keys" ? held : undefined;

  function arrow({ key }: KeyboardEvent) {
    if (carried) return hold({ ...carried, to: spotBeside(columns, carried.card, carried.to, key) });
    const card = focusedCard(board.current);
    const next = card ? cardBeside(columns, card, key) : firstCard(columns);
    if (!next || (!card && document.activeElement !== document.body)) return false;
    linkOf(board.current, next)?.focus();
    return true;
  }
  function space() {
    if (carried) return drop(carried, carried.to);
    const card = mayDrag ? focusedCard(board.current) : undefined;
    const from = card && spotOf(columns, card);
    if (!card || !from) return false;
    return hold({ card, from, to: from, by: "keys" });
  }
  useShortcuts([
    { keys: "ArrowUp", label: "Card above", group: "Board", run: arrow },
    { keys: "ArrowDown", label: "Card below", group: "Board", run: arrow },
    { keys: "ArrowLeft", label: "Column on the left", group: "Board", run: arrow },
    { keys: "ArrowRight", label: "Column on the right", group: "Board", run: arrow },
    { keys: "Space", label: "Pick up or drop the card", group: "Board", run: space },
    { keys: "Enter", label: "Open the card", group: "Board", run: () => (carried ? drop(carried, carried.to) : false) },
    { keys: "Escape", label: "Put the card back", group: "Board", run: () => (carried ? cancel() : false) },
  ]);

  // Whoever goes elsewhere lets go of the card; where the card would land stays in sight.
  useEffect(() => {
    if (!carried) return;
    const leave = (event: FocusEvent) => event.relatedTarget && cancel();
    board.current?.querySelector("[data-drop-line]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    document.addEventListener("focusout", leave);
    return () => document.removeEventListener("focusout", leave);
  });
}

function firstCard(columns: DragColumn[]): string | undefined {
  return columns.flatMap(({ cards }) => cards)[0]?.id;
}

/** Empty columns are stepped over. */
function cardBeside(columns: DragColumn[], card: string, key: string): string | undefined {
  const from = spotOf(columns, card);
  if (!from) return undefined;
  const filled = columns.filter(({ cards }) => cards.length > 0);
  const index = filled.findIndex(({ id }) => id === from.column);
  if (key === "ArrowUp") return filled[index]?.cards[from.at - 1]?.id;
  if (key === "ArrowDown") return filled[index]?.cards[from.at + 1]?.id;
  const cards = filled[index + (key === "ArrowLeft" ? -1 : 1)]?.cards;
  return cards?.[Math.min(from.at, cards.length - 1)]?.id;
}
