import { createHash } from "node:crypto";

/** Places of a log in a row: from one up to, and without, another. */
export type Run = readonly [from: number, upTo: number];

/** The runs that some places make up; places in ascending order, each once. */
export function runsOf(places: readonly number[]): Run[] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.[1] === place) last[1] += 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}

/** As PostgreSQL writes an int8multirange: `{[0,5),[7,9)}`. */
export function textOfRuns(runs: readonly Run[]): string {
  return `{${runs.map(([from, upTo]) => `[${from},${upTo})`).join(",")}}`;
}

export function parseRuns(text: string): Run[] {
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, upTo]) => [Number(from), Number(upTo)]);
}

/** Hexadecimal SHA-256 of the text, as an event PRUNE has it. */
export function digestOfRuns(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Tells whether a place is in one of the runs, which may come in any order and overlap. */
export function lookUpIn(runs: readonly Run[]): (place: number) => boolean {
  const sorted = runs.toSorted((one, other) => one[0] - other[0]);
  const starts = sorted.map(([from]) => from);
  let end = 0;
  // Where runs overlap, what follows reaches at least as far.
  const ends = sorted.map(([, upTo]) => (end = Math.max(end, upTo)));
  return (place) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= place) low = middle + 1;
      else high = middle;
    }
    return low > 0 && place < ends[low - 1]!;
  };
}
