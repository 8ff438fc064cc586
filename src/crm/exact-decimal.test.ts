import fc from "fast-check";
import { expect, test } from "vitest";
import { divideRounded, fromUnits, percentOf, toUnits } from "./exact-decimal.ts";

test("digits come back as they were", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.integer({ min: 0, max: 6 }), (units, scale) => {
      expect(toUnits(fromUnits(units, scale), scale)).toBe(units);
    }),
  );
});

test("a rounded quotient is the nearest whole number, halves away from zero", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 6n), (dividend, divisor) => {
      const error = 2n * (dividend - divideRounded(dividend, divisor) * divisor);
      expect(error <= divisor && error >= -divisor).toBe(true);
      expect(divideRounded(-dividend, divisor)).toBe(-divideRounded(dividend, divisor));
    }),
  );
  expect([1n, 3n, -1n, 2n].map((one) => divideRounded(one, 2n))).toEqual([1n, 2n, -1n, 1n]);
});

test("a percentage is exact where floats are not", () => {
  expect(percentOf("1.15", "50.00")).toBe("0.58");
  expect(percentOf("9999999999999999.99", "100.00")).toBe("9999999999999999.99");
});
