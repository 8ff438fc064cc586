import type { BucketView, Rate } from "./rate.ts";

/**
 * The arithmetic of a strict policy: never more than `limit` in any window, wherever it begins. Admissions are kept
 * with the moment as of which they count, which is never before they were made. Above `finest` units moments are
 * rounded up to a grid, so that a bucket stays small: what was admitted then leaves up to a part in `finest` late.
 */
export interface WindowState {
  /** The moment at which all that was admitted has left. */
  fullAtMicros: number;
  /** Moments and units, oldest first. */
  admitted: readonly (readonly [atMicros: number, units: number])[];
}

const finest = 64;

const windowMicros = (rate: Rate): number => rate.windowSeconds * 1_000_000;

function countsAsOf(rate: Rate, nowMicros: number): number {
  if (rate.limit <= finest) return nowMicros;
  const grid = Math.ceil(windowMicros(rate) / finest);
  return Math.ceil(nowMicros / grid) * grid;
}

function inside(state: WindowState | undefined, rate: Rate, nowMicros: number): WindowState["admitted"] {
  return state ? state.admitted.filter(([at]) => at + windowMicros(rate) > nowMicros) : [];
}

function unitsOf(admitted: WindowState["admitted"]): number {
  return admitted.reduce((sum, [, units]) => sum + units, 0);
}

/** Microseconds until so many units have left; 0 for none. */
function waitFor(units: number, admitted: WindowState["admitted"], rate: Rate, nowMicros: number): number {
  let left = units;
  for (const [at, some] of admitted) {
    if (left <= 0) break;
    left -= some;
    if (left <= 0) return at + windowMicros(rate) - nowMicros;
  }
  return 0;
}

export function viewWindow(state: WindowState | undefined, rate: Rate, nowMicros: number): BucketView {
  const admitted = inside(state, rate, nowMicros);
  const used = unitsOf(admitted);
  const untilOneMore = Math.max(1, used - rate.limit + 1);
  return {
    remaining: Math.max(0, rate.limit - used),
    resetMicros: used === 0 ? 0 : waitFor(untilOneMore, admitted, rate, nowMicros),
  };
}

/** The state after admission, or how long to wait. The cost is at most the limit. */
export function takeFromWindow(
  state: WindowState | undefined,
  rate: Rate,
  cost: number,
  nowMicros: number,
): { next: WindowState } | { waitMicros: number } {
  const admitted = inside(state, rate, nowMicros);
  const missing = unitsOf(admitted) + cost - rate.limit;
  if (missing > 0) return { waitMicros: waitFor(missing, admitted, rate, nowMicros) };
  const at = countsAsOf(rate, nowMicros);
  const last = admitted.at(-1);
  const next =
    last?.[0] === at ? [...admitted.slice(0, -1), [at, last[1] + cost] as const] : [...admitted, [at, cost] as const];
  return { next: { fullAtMicros: at + windowMicros(rate), admitted: next } };
}

/** Takes back what was admitted last. Undefined when nothing is left. */
export function giveBackToWindow(state: WindowState, cost: number): WindowState | undefined {
  const admitted = [...state.admitted];
  for (let left = cost; left > 0 && admitted.length > 0;) {
    const [at, units] = admitted.pop()!;
    if (units > left) admitted.push([at, units - left]);
    left -= units;
  }
  const last = admitted.at(-1);
  // The window that the bucket was made with, which its own moments tell.
  const window = state.fullAtMicros - state.admitted.at(-1)![0];
  return last && { fullAtMicros: last[0] + window, admitted };
}
