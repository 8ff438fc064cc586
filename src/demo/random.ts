/** Chance that comes out the same each time: the same seed gives the same draws. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number;
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight: `[["new", 3], ["lost", 1]]`. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Log-normal around a median; a spread of 0.5 puts two thirds between 0.6 and 1.65 times the median. */
  around(median: number, spread: number): number;
  bytes(length: number): Uint8Array;
}

/** Mulberry32, seeded by a text. */
export function randomOf(seed: string): Random {
  let state = 0;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 0x9e3779b1) ^ (state >>> 15);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (items) => items[whole(0, items.length - 1)]!,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      return (items.find(([, weight]) => (left -= weight) < 0) ?? items.at(-1)!)[0];
    },
    around: (median, spread) => median * Math.exp(spread * normal()),
    bytes: (length) => Uint8Array.from({ length }, () => whole(0, 255)),
  };
}
