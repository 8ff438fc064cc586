import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type DragColumn, type Drop, othersIn, placeOf, type Spot, spotOf } from "./board-shape.ts";
import { keepFocus, linkOf } from "./card-focus.ts";
import { followPointer } from "./follow-pointer.ts";
import { useBoardKeys } from "./use-board-keys.ts";

export type Held = { card: string; from: Spot; to: Spot; by: "pointer" | "keys" };

export type BoardDrag = {
  board: RefObject<HTMLDivElement | null>;
  held: Held | undefined;
  mayDrag: boolean;
  /** For a card's `onPointerDown`. */
  grab: (event: PointerEvent<HTMLElement>, card: string) => void;
  /** What a screen reader is told. */
  said: string;
};

type BoardDragOptions = { columns: DragColumn[]; mayDrag: boolean; onDrop: (drop: Drop) => void };

/** Moves a board's cards by mouse, by finger and by keyboard. What is dropped in its own place is no move. */
export function useBoardDrag({ columns, mayDrag, onDrop }: BoardDragOptions): BoardDrag {
  const board = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Held>();
  const [said, say] = useState("");
  const now = useRef({ columns, onDrop });
  useEffect(() => {
    now.current = { columns, onDrop };
  });
  const names = namesOf(columns);

  /** Puts the held card down at a spot. */
  function drop({ card, from }: Held, to: Spot) {
    setHeld(undefined);
    const all = now.current.columns;
    if (to.column === from.column && to.at === from.at) return say(`${names.card(card)} stays where it was.`);
    say(`${names.card(card)} dropped in ${names.column(to.column)}, ${position(all, card, to)}.`);
    const next = othersIn(all, from.column, card)[from.at] ?? othersIn(all, from.column, card)[from.at - 1];
    now.current.onDrop({ card, from, to, place: placeOf(all, card, to) });
    keepFocus(() => board.current, [card, ...(next ? [next.id] : [])]);
  }
  function cancel() {
    if (held) say(`${names.card(held.card)} stays where it was.`);
    setHeld(undefined);
  }
  function hold(next: Held) {
    setHeld(next);
    if (next.by === "pointer") return;
    const where = `${names.column(next.to.column)}, ${position(columns, next.card, next.to)}`;
    say(
      held
        ? `${where}.`
        : `${names.card(next.card)} picked up. ${where}. Arrows move it, Space drops it, Escape cancels.`,
    );
  }

  function grab(event: PointerEvent<HTMLElement>, card: string) {
    const pressed = event.target as HTMLElement;
    const from = spotOf(columns, card);
    if (!mayDrag || !from || !board.current || event.button !== 0) return;
    if (pressed.closest("button,input,label,select,textarea,[role=menuitem]")) return;
    const holding: Held = { card, from, to: from, by: "pointer" };
    followPointer({
      board: board.current,
      card: event.currentTarget,
      down: event.nativeEvent,
      onStart: () => setHeld(holding),
      onOver: (to) => setHeld((one) => (one && sameSpot(one.to, to) ? one : { ...holding, to })),
      onEnd: (to) => {
        setHeld(undefined);
        if (to) drop(holding, to);
        else say(`${names.card(card)} stays where it was.`);
        linkOf(board.current, card)?.focus({ preventScroll: true });
      },
    });
  }
  useBoardKeys({ board, columns, held, mayDrag, hold, drop, cancel });
  return { board, held, mayDrag, grab, said };
}

function sameSpot(one: Spot, other: Spot): boolean {
  return one.column === other.column && one.at === other.at;
}

function position(columns: DragColumn[], card: string, { column, at }: Spot): string {
  return `position ${at + 1} of ${othersIn(columns, column, card).length + 1}`;
}

function namesOf(columns: DragColumn[]) {
  return {
    column: (id: string) => columns.find((column) => column.id === id)?.name ?? "",
    card: (id: string) => columns.flatMap(({ cards }) => cards).find((card) => card.id === id)?.name ?? "",
  };
}
