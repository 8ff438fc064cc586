import fc from "fast-check";
import { expect, test } from "vitest";
import { giveBackToBucket, intervalMicros } from "./bucket.ts";
import { assertRate } from "./rate.ts";

test("a rate that does not divide evenly is rounded to fewer units, never more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 31_622_400 }),
      (limit, windowSeconds) => {
        const whole = BigInt(intervalMicros({ limit, windowSeconds })) * BigInt(limit);
        const windowMicros = BigInt(windowSeconds) * 1_000_000n;
        expect(whole >= windowMicros && whole < windowMicros + BigInt(limit)).toBe(true);
      },
    ),
  );
});

test("the rates of the product divide evenly", () => {
  expect(intervalMicros({ limit: 100, windowSeconds: 3600 })).toBe(36_000_000);
  expect(intervalMicros({ limit: 10_000, windowSeconds: 3600 })).toBe(360_000);
  expect(intervalMicros({ limit: 600, windowSeconds: 60 })).toBe(100_000);
});

test("a bucket that is paid back has no state left", () => {
  expect(giveBackToBucket({ fullAtMicros: 30, intervalMicros: 10 }, 1, 0)).toEqual({
    fullAtMicros: 20,
    intervalMicros: 10,
  });
  expect(giveBackToBucket({ fullAtMicros: 30, intervalMicros: 10 }, 3, 0)).toBeUndefined();
});

test.each([
  [{ limit: 0, windowSeconds: 60 }, /limit/],
  [{ limit: 1.5, windowSeconds: 60 }, /limit/],
  [{ limit: 2_000_000, windowSeconds: 60 }, /limit/],
  [{ limit: 1, windowSeconds: 0 }, /windowSeconds/],
  [{ limit: 1, windowSeconds: 40_000_000 }, /windowSeconds/],
])("refuses %j", (rate, message) => {
  expect(() => assertRate(rate)).toThrow(message);
});
