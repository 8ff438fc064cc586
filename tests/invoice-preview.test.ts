import fc from "fast-check";
import { expect, test } from "vitest";
import { totalsOf as serverTotals } from "../src/crm/invoice-totals.ts";
import { totalsOf } from "../web/invoices/line-totals.ts";

const decimal = (most: number, places: number) =>
  fc.bigInt({ min: 0n, max: BigInt(most) }).map((units) => {
    const digits = String(units).padStart(places + 1, "0");
    return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
const line = fc.record({
  quantity: decimal(10_000_000, 4),
  unitPrice: decimal(100_000_000, 2),
  discountPercent: fc.option(decimal(10_000, 2)),
  taxRate: fc.option(fc.constantFrom("0.00", "7.00", "19.00", "20.00", "8.10")),
});

test("what the app shows while lines are written is what the server stores", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const { lines: _, ...totals } = serverTotals(lines);
      expect(totalsOf(lines)).toEqual(totals);
    }),
  );
});

test("lines that are not finished count as nothing", () => {
  const done = { quantity: "2", unitPrice: "10.5", taxRate: "10" };
  const unfinished = [
    {},
    { quantity: "2" },
    { quantity: "two", unitPrice: "1" },
    { quantity: "1", unitPrice: "1.005" },
  ];
  expect(totalsOf([done, ...unfinished])).toEqual({ subtotal: "21.00", discount: "0.00", tax: "2.10", total: "23.10" });
});
