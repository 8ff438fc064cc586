import { expect, test } from "vitest";
import { BoundedBuckets } from "./bounded-buckets.ts";

function visit(buckets: BoundedBuckets, key: string, nowMicros: number, debtMicros: number): void {
  buckets.set(buckets.placeOf(key, nowMicros), { fullAtMicros: nowMicros + debtMicros, intervalMicros: 10 });
}

test("does not grow beyond its bound, however many keys come and however long they are", () => {
  const buckets = new BoundedBuckets(1000, 64);
  for (let index = 0; index < 20_000; index++) visit(buckets, `${index}-${"x".repeat(500)}`, index, 1_000_000);
  expect(buckets.size).toBeLessThanOrEqual(1064);
});

test("keeps about as many buckets as are in debt, when callers come and go", () => {
  const buckets = new BoundedBuckets(100_000, 64);
  for (let index = 0; index < 50_000; index++) visit(buckets, String(index), index * 10, 1000);
  expect(buckets.size).toBeLessThan(500);
});
