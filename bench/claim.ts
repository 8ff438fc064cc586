/** Something that the product promises, with the code that measures it. */
export interface Claim {
  name: string;
  /** The promise, in a sentence. */
  promise: string;
  /** Rows to print, and whether they keep the promise. */
  measure(): Promise<Findings>;
}

export interface Findings {
  rows: Record<string, string | number>[];
  verdicts: Verdict[];
}

export interface Verdict {
  what: string;
  measured: string;
  target: string;
  kept: boolean;
}

/** Small sizes and short rounds, to see that everything runs; the figures say nothing. */
export const quick = process.env.BENCH_QUICK === "1";

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place % 1);
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
