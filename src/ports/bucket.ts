/**
 * The arithmetic of a token bucket as GCRA, in whole microseconds. It belongs to the limiter's contract:
 * every store must decide exactly as written here, so a Redis script repeats it and is tested against it.
 */

/** `limit` units in `windowSeconds`: the bucket holds `limit` and wins one back each interval. */
export interface Rate {
  limit: number;
  windowSeconds: number;
}

/** A bucket in debt. A full bucket has no state at all, so forgetting one gives nothing away. */
export interface BucketState {
  /** The moment at which the bucket is full again. */
  fullAtMicros: number;
  /** Price of a unit when the debt was made: what tells units from time after a change of plan. */
  intervalMicros: number;
}

export interface BucketView {
  /** Whole units that could be taken now. */
  remaining: number;
  /** Until one more unit is there; 0 when the bucket is full. */
  resetMicros: number;
}

export type Verdict =
  | { allowed: true; next: BucketState }
  /** `retryAfterMicros` is null when waiting never helps: the cost is above the capacity. */
  | { allowed: false; retryAfterMicros: number | null };

const longestWindowSeconds = 366 * 86_400;

/** Throws a RangeError that says what is wrong with a rate. */
export function assertRate(rate: Rate): void {
  if (!Number.isSafeInteger(rate.limit) || rate.limit < 1 || rate.limit > 1_000_000) {
    throw new RangeError("limit must be a whole number from 1 to 1000000");
  }
  if (
    !Number.isSafeInteger(rate.windowSeconds) ||
    rate.windowSeconds < 1 ||
    rate.windowSeconds > longestWindowSeconds
  ) {
    throw new RangeError(`windowSeconds must be a whole number from 1 to ${longestWindowSeconds}`);
  }
}

/** Microseconds per unit, rounded up: a rate that does not divide evenly admits less than promised, never more. */
export function intervalMicros(rate: Rate): number {
  return Math.ceil((rate.windowSeconds * 1_000_000) / rate.limit);
}

/** What is left in the bucket, without touching it. */
export function viewBucket(state: BucketState | undefined, rate: Rate, nowMicros: number): BucketView {
  const debtMicros = state ? state.fullAtMicros - nowMicros : 0;
  if (!state || debtMicros <= 0) return { remaining: rate.limit, resetMicros: 0 };
  const unitsOwed = Math.ceil(debtMicros / state.intervalMicros);
  return {
    remaining: Math.max(0, rate.limit - unitsOwed),
    resetMicros: debtMicros - (Math.min(unitsOwed, rate.limit) - 1) * state.intervalMicros,
  };
}

/**
 * Decides on `cost` units. After a change of rate the units owed stay owed: they drain at the pace at which
 * they were made until the next admission, then count at the new price, rounded up to whole units.
 */
export function takeFromBucket(state: BucketState | undefined, rate: Rate, cost: number, nowMicros: number): Verdict {
  if (!Number.isSafeInteger(cost) || cost < 1) throw new RangeError("cost must be a whole number, 1 or more");
  if (cost > rate.limit) return { allowed: false, retryAfterMicros: null };
  const interval = intervalMicros(rate);
  const debtMicros = state ? Math.max(0, state.fullAtMicros - nowMicros) : 0;
  const waitMicros = state ? debtMicros - (rate.limit - cost) * state.intervalMicros : 0;
  if (waitMicros > 0) return { allowed: false, retryAfterMicros: waitMicros };
  const samePrice = !state || state.intervalMicros === interval;
  const carriedMicros = samePrice ? debtMicros : Math.ceil(debtMicros / state.intervalMicros) * interval;
  return {
    allowed: true,
    next: { fullAtMicros: nowMicros + carriedMicros + cost * interval, intervalMicros: interval },
  };
}

/** Returns `cost` units; undefined when the bucket is full again. Never lifts a bucket above full. */
export function giveBackToBucket(
  state: BucketState | undefined,
  cost: number,
  nowMicros: number,
): BucketState | undefined {
  if (!state) return undefined;
  const fullAtMicros = state.fullAtMicros - cost * state.intervalMicros;
  return fullAtMicros > nowMicros ? { fullAtMicros, intervalMicros: state.intervalMicros } : undefined;
}
