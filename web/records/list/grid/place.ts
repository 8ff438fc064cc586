/** A cell: its row counts from 0, the header being -1; its column from 0, the name. */
export type Place = { row: number; column: number };

export type Bounds = { rows: number; columns: number; page: number };

export const header = -1;

type Move = (from: Place, bounds: Bounds) => Place;

const moves: Record<string, Move> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  PageUp: ({ row, column }, { page }) => ({ row: Math.max(0, row - page), column }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  "mod+Home": () => ({ row: 0, column: 0 }),
  "mod+End": (_, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
  "mod+ArrowUp": ({ column }) => ({ row: 0, column }),
  "mod+ArrowDown": ({ column }, { rows }) => ({ row: rows - 1, column }),
  "mod+ArrowLeft": ({ row }) => ({ row, column: 0 }),
  "mod+ArrowRight": ({ row }, { columns }) => ({ row, column: columns - 1 }),
};

/** Where keys lead from a cell; undefined where they lead nowhere. */
export function moved(keys: string, from: Place, bounds: Bounds): Place | undefined {
  const to = moves[keys]?.(from, bounds);
  return to && within(to, bounds);
}

export function within({ row, column }: Place, { rows, columns }: Bounds): Place {
  return {
    row: Math.max(header, Math.min(row, rows - 1)),
    column: Math.max(0, Math.min(column, columns - 1)),
  };
}

export function isSamePlace(one: Place | null, other: Place | null): boolean {
  return one?.row === other?.row && one?.column === other?.column;
}
