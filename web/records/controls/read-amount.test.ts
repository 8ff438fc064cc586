import fc from "fast-check";
import { expect, test } from "vitest";
import { readAmount, typedAmount } from "./read-amount.ts";

test.each([
  ["1234.5", "en-US", "1234.5"],
  ["1,234.50", "en-US", "1234.50"],
  ["1.234,50", "en-US", "1234.50"],
  ["1,234", "en-US", "1234"],
  ["1,234", "de-DE", "1.234"],
  ["1.234", "de-DE", "1234"],
  ["12,5", "en-US", "12.5"],
  ["1.5k", "en-US", "1500"],
  ["1,5k", "de-DE", "1500"],
  ["2.25m", "en-US", "2250000"],
  ["1.23456k", "en-US", "1234.56"],
  ["€ 1 234,50", "fr-FR", "1234.50"],
  ["1'234.50", "de-CH", "1234.50"],
  ["USD 12.00", "en-US", "12.00"],
  ["12.00 usd", "en-US", "12.00"],
  ["-3.5", "en-US", "-3.5"],
  ["$-3.5", "en-US", "-3.5"],
  [".5", "en-US", "0.5"],
  ["12,34,567", "en-IN", "1234567"],
  ["0.123", "de-DE", "0.123"],
])("%s in %s", (text, locale, plain) => {
  expect(readAmount(text, locale)).toBe(plain);
});

test.each(["", "-", "abc", "1,2,3", "1.2.3,4", "12e3", "1..2", "9".repeat(1_000)])("%.20s is no amount", (text) => {
  expect(readAmount(text, "en-US")).toBeUndefined();
});

const amounts = fc
  .tuple(fc.bigInt({ min: 0n, max: 9_999_999_999_999_999n }), fc.integer({ min: 0, max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, "0")}`);
const locales = fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "en-IN", "sv-SE", "pt-BR");

test("what is shown, with groups or without, is read as the same amount to the cent", () => {
  fc.assert(
    fc.property(amounts, locales, (amount, locale) => {
      const exact = amount as unknown as Intl.StringNumericLiteral;
      const shown = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(exact);
      expect(readAmount(shown, locale)).toBe(amount);
      expect(readAmount(typedAmount(amount, locale), locale)).toBe(amount);
    }),
  );
});
