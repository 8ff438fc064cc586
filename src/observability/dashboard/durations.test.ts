import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketCount, bucketOf, noDurations, percentileOf } from "./durations.ts";

const milliseconds = fc.double({ min: 0.01, max: 50_000, noNaN: true });

test("a percentile is right to the width of a bucket", () => {
  fc.assert(
    fc.property(fc.array(milliseconds, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.95), (taken, part) => {
      const counts = noDurations();
      for (const one of taken) counts[bucketOf(one)]!++;
      const exact = taken.toSorted((one, other) => one - other)[Math.ceil(taken.length * part) - 1]!;
      const told = percentileOf(counts, part)!;
      expect(bucketOf(told - 0.1)).toBeLessThanOrEqual(bucketOf(exact));
      expect(bucketOf(told + 0.1)).toBeGreaterThanOrEqual(bucketOf(exact));
    }),
  );
});

test("what takes no time, and what takes ever so long, has a place", () => {
  expect([0, -1, Number.NaN].map(bucketOf)).toEqual([0, 0, 0]);
  expect(bucketOf(1e12)).toBe(bucketCount - 1);
  expect(percentileOf(noDurations(), 0.95)).toBeNull();
});
