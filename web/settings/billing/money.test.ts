import { expect, test } from "vitest";
import { formatAmount, formatPrice } from "./money.ts";

test("amounts are written as their currency is", () => {
  expect(formatAmount(2900, "usd")).toBe("$29");
  expect(formatAmount(2950, "eur")).toBe("€29.50");
  expect(formatAmount(2900, "jpy")).toBe("¥2,900");
  expect(formatAmount(2900, "isk")).toMatch(/29$/);
  expect(formatAmount(-350, "usd")).toBe("-$3.50");
  expect(formatAmount(2905, "kwd")).toMatch(/2\.905$/);
});

test("what is not known is left out", () => {
  expect(formatPrice({ amount: 2900, currency: "usd", interval: "month" })).toBe("$29 a month");
  expect(formatPrice({ amount: 2900, currency: "usd", interval: null })).toBe("$29");
  expect(formatPrice({ amount: null, currency: "usd", interval: "year" })).toBe("");
});
