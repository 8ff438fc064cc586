/** `limit` units in `windowSeconds`: the bucket holds `limit` and wins one back each interval. */
export interface Rate {
  limit: number;
  windowSeconds: number;
  /** Never more than `limit` in any `windowSeconds`, where a bucket admits up to twice that after a pause. */
  strict?: boolean;
}

export interface BucketView {
  /** Whole units that could be taken now. */
  remaining: number;
  /** Until one more unit is there; 0 when the bucket is full. */
  resetMicros: number;
}

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
  if (!["undefined", "boolean"].includes(typeof rate.strict)) throw new RangeError("strict must be true or false");
}
