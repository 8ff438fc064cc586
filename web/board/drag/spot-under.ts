import type { Spot } from "./board-shape.ts";

/** The place on the board that a point means: the nearest column, and the gap between its cards. */
export function spotUnder(board: HTMLElement, card: string, x: number, y: number): Spot | undefined {
  const columns = [...board.querySelectorAll<HTMLElement>("[data-column]")];
  const column = columns.toSorted((a, b) => distance(a, x) - distance(b, x))[0];
  if (!column) return undefined;
  const cards = [...column.querySelectorAll<HTMLElement>("[data-card]")].filter((one) => one.dataset["card"] !== card);
  const below = cards.findIndex((one) => {
    const { top, height } = one.getBoundingClientRect();
    return y < top + height / 2;
  });
  return { column: column.dataset["column"] ?? "", at: below < 0 ? cards.length : below };
}

function distance(column: HTMLElement, x: number): number {
  const { left, right } = column.getBoundingClientRect();
  return Math.max(left - x, 0, x - right);
}
