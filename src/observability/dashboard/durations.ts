const shortestMilliseconds = 1;
const ratio = Math.SQRT2;
/** The last one has everything that took longer than a minute. */
export const bucketCount = 34;

/** How often each duration was seen: never yet. */
export function noDurations(): number[] {
  return Array.from({ length: bucketCount }, () => 0);
}

/** Which bucket so long an answer is counted in; each is √2 as wide as the one before. */
export function bucketOf(milliseconds: number): number {
  if (!(milliseconds > shortestMilliseconds)) return 0;
  return Math.min(bucketCount - 1, Math.ceil(Math.log(milliseconds / shortestMilliseconds) / Math.log(ratio)));
}

const upperBound = (bucket: number) => shortestMilliseconds * ratio ** bucket;

/**
 * How long the given part of the answers took at most, in milliseconds: right to the width of a bucket. Null of none.
 * @param part such as 0.95
 */
export function percentileOf(counts: readonly number[], part: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = total * part;
  for (const [bucket, count] of counts.entries()) {
    if (count >= left && count > 0) {
      const lower = bucket === 0 ? 0 : upperBound(bucket - 1);
      return Math.round((lower + (upperBound(bucket) - lower) * (left / count)) * 10) / 10;
    }
    left -= count;
  }
  return upperBound(bucketCount - 1);
}
