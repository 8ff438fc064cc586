import type { BucketView, Rate } from "./rate.ts";
import { giveBackToWindow, takeFromWindow, viewWindow } from "./sliding-window.ts";
import type { WindowState } from "./sliding-window.ts";

/**
 * The arithmetic of a token bucket as GCRA, in whole microseconds. It belongs to the limiter's contract:
 * every store must decide exactly as written here, so a Redis script repeats it and is tested against it.
 */

/** A bucket in debt. A full bucket has no state at all, so forgetting one gives nothing away. */
export type BucketState = DebtState | WindowState;

export interface DebtState {
  /** The moment at which the bucket is full again. */
  fullAtMicros: number;
  /** Price of a unit when the debt was made: what tells units from time after a change of plan. */
  intervalMicros: number;
}

export type Verdict =
  | { allowed: true; next: BucketState }
  /** `retryAfterMicros` is null when waiting never helps: the cost is above the capacity. */
  | { allowed: false; retryAfterMicros: number | null };

/** Throws a RangeError for a cost that is no whole number: a mistake of the program. */
export function assertCost(cost: number): void {
  if (!Number.isSafeInteger(cost) || cost < 1) throw new RangeError("cost must be a whole number, 1 or more");
}

/** Microseconds per unit, rounded up: a rate that does not divide evenly admits less than promised, never more. */
export function intervalMicros(rate: Rate): number {
  return Math.ceil((rate.windowSeconds * 1_000_000) / rate.limit);
}

/** What is left in the bucket, without touching it. */
export function viewBucket(state: BucketState | undefined, rate: Rate, nowMicros: number): BucketView {
  if (!state || state.fullAtMicros <= nowMicros) return { remaining: rate.limit, resetMicros: 0 };
  if ("admitted" in state) return viewWindow(state, rate, nowMicros);
  const debtMicros = state.fullAtMicros - nowMicros;
  const unitsOwed = Math.ceil(debtMicros / state.intervalMicros);
  return {
    remaining: Math.max(0, rate.limit - unitsOwed),
    resetMicros: debtMicros - (Math.min(unitsOwed, rate.limit) - 1) * state.intervalMicros,
  };
}

/**
 * Decides on `cost` units. After a change of rate the units owed stay owed: they drain at the pace at which
 * they were made until the next admission, then count at the new price, rounded up to whole units. A state is of a
 * rate that was as strict: stores keep the two apart.
 */
export function takeFromBucket(state: BucketState | undefined, rate: Rate, cost: number, nowMicros: number): Verdict {
  assertCost(cost);
  if (cost > rate.limit) return { allowed: false, retryAfterMicros: null };
  const taken = rate.strict
    ? takeFromWindow(state as WindowState | undefined, rate, cost, nowMicros)
    : takeFromDebt(state as DebtState | undefined, rate, cost, nowMicros);
  return "next" in taken ? { allowed: true, next: taken.next } : { allowed: false, retryAfterMicros: taken.waitMicros };
}

function takeFromDebt(
  state: DebtState | undefined,
  rate: Rate,
  cost: number,
  nowMicros: number,
): { next: DebtState } | { waitMicros: number } {
  const interval = intervalMicros(rate);
  const debtMicros = state ? Math.max(0, state.fullAtMicros - nowMicros) : 0;
  const waitMicros = state ? debtMicros - (rate.limit - cost) * state.intervalMicros : 0;
  if (waitMicros > 0) return { waitMicros };
  const samePrice = !state || state.intervalMicros === interval;
  const carriedMicros = samePrice ? debtMicros : Math.ceil(debtMicros / state.intervalMicros) * interval;
  return { next: { fullAtMicros: nowMicros + carriedMicros + cost * interval, intervalMicros: interval } };
}

/** Returns `cost` units; undefined when the bucket is full again. Never lifts a bucket above full. */
export function giveBackToBucket(
  state: BucketState | undefined,
  cost: number,
  nowMicros: number,
): BucketState | undefined {
  if (!state || state.fullAtMicros <= nowMicros) return undefined;
  if ("admitted" in state) return giveBackToWindow(state, cost);
  const fullAtMicros = state.fullAtMicros - cost * state.intervalMicros;
  return fullAtMicros > nowMicros ? { fullAtMicros, intervalMicros: state.intervalMicros } : undefined;
}
