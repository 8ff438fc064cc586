/** What moving cards needs to know of a board: its columns and the cards that are shown in them, in order. */
export type DragColumn = { id: string; name: string; cards: { id: string; name: string }[] };

/** A place in a column, counted among its cards without the one that is moved. */
export type Spot = { column: string; at: number };

/** Where a card is put as the server knows it: before or after another, else on top. */
export type Place = { beforeId?: string; afterId?: string };

export type Drop = { card: string; from: Spot; to: Spot; place: Place };

export function spotOf(columns: readonly DragColumn[], card: string): Spot | undefined {
  for (const column of columns) {
    const at = column.cards.findIndex(({ id }) => id === card);
    if (at >= 0) return { column: column.id, at };
  }
  return undefined;
}

/** The neighbour that tells the server where the spot is. */
export function placeOf(columns: readonly DragColumn[], card: string, { column, at }: Spot): Place {
  const others = othersIn(columns, column, card);
  const above = others[at - 1];
  if (above) return { afterId: above.id };
  return others[0] ? { beforeId: others[0].id } : {};
}

export function othersIn(columns: readonly DragColumn[], column: string, card: string) {
  return (columns.find(({ id }) => id === column)?.cards ?? []).filter(({ id }) => id !== card);
}

/** Where an arrow leads from a spot; itself at the board's edge. */
export function spotBeside(columns: readonly DragColumn[], card: string, from: Spot, key: string): Spot {
  const most = othersIn(columns, from.column, card).length;
  if (key === "ArrowUp") return { ...from, at: Math.max(from.at - 1, 0) };
  if (key === "ArrowDown") return { ...from, at: Math.min(from.at + 1, most) };
  const index = columns.findIndex(({ id }) => id === from.column);
  const next = columns[index + (key === "ArrowLeft" ? -1 : 1)];
  return next ? { column: next.id, at: Math.min(from.at, othersIn(columns, next.id, card).length) } : from;
}

/** The place, unless its neighbour has gone elsewhere meanwhile: then the top. */
export function placeAmong(cards: readonly { id: string }[], place: Place): Place {
  const anchor = place.beforeId ?? place.afterId;
  return cards.some(({ id }) => id === anchor) ? place : {};
}

/** Where a card is among others now, as the server knows it. */
export function placeIn(cards: readonly { id: string }[], id: string): Place {
  const at = cards.findIndex((card) => card.id === id);
  const [above, below] = [cards[at - 1], cards[at + 1]];
  if (above) return { afterId: above.id };
  return below ? { beforeId: below.id } : {};
}

/** A list with one of its things put at a place. */
export function placed<T extends { id: string }>(things: readonly T[], thing: T, { beforeId, afterId }: Place): T[] {
  const rest = things.filter(({ id }) => id !== thing.id);
  const anchor = rest.findIndex(({ id }) => id === (beforeId ?? afterId));
  const at = anchor < 0 ? 0 : beforeId ? anchor : anchor + 1;
  return rest.toSpliced(at, 0, thing);
}
