import fc from "fast-check";
import { expect, test } from "vitest";
import { fromUnits, toUnits } from "./exact-decimal.ts";
import { totalsOf } from "./invoice-totals.ts";

const decimal = (scale: number, max: bigint, min = -max) => fc.bigInt(min, max).map((units) => fromUnits(units, scale));
const line = fc.record({
  quantity: decimal(4, 10n ** 9n),
  unitPrice: decimal(2, 10n ** 10n),
  discountPercent: fc.option(decimal(2, 10_000n, 0n)),
  taxRate: fc.option(fc.constantFrom("0.00", "7.00", "19.00", "20.00", "5.50", "33.33")),
});
const cents = (money: string) => toUnits(money, 2);

test("the parts add up to the total, to the cent", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { subtotal, discount, tax, total, lines: nets } = totalsOf(lines);
      expect(cents(total)).toBe(cents(subtotal) - cents(discount) + cents(tax));
      expect(nets.reduce((sum, net) => sum + cents(net), 0n)).toBe(cents(subtotal) - cents(discount));
    }),
  );
});

test("no line and no rate is off by more than half a cent", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { lines: nets, tax } = totalsOf(lines);
      const exactTax = lines.reduce((sum, { taxRate }, at) => sum + cents(nets[at]!) * toUnits(taxRate ?? "0", 2), 0n);
      const rates = new Set(lines.map(({ taxRate }) => taxRate ?? "0")).size;
      const error = cents(tax) * 10_000n - exactTax;
      expect((error < 0n ? -error : error) <= 5_000n * BigInt(rates)).toBe(true);
    }),
  );
});

test("the order of lines does not matter, and a credit is the same amount below zero", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const totals = totalsOf(lines);
      expect({ ...totalsOf(lines.toReversed()), lines: [] }).toEqual({ ...totals, lines: [] });
      const negative = totalsOf(lines.map((one) => ({ ...one, quantity: fromUnits(-toUnits(one.quantity, 4), 4) })));
      expect(cents(negative.total)).toBe(-cents(totals.total));
    }),
  );
});

test("an invoice worked out by hand", () => {
  const totals = totalsOf([
    { quantity: "3.0000", unitPrice: "33.33", taxRate: "19.00" },
    { quantity: "1.5000", unitPrice: "0.33", discountPercent: "10.00", taxRate: "19.00" },
    { quantity: "2.0000", unitPrice: "10.00", taxRate: "7.00" },
  ]);
  expect(totals).toEqual({
    lines: ["99.99", "0.45", "20.00"],
    subtotal: "120.49",
    discount: "0.05",
    tax: "20.48",
    total: "140.92",
  });
});

test("thirds of a tax are rounded once a rate, not once a line", () => {
  const line = { quantity: "1.0000", unitPrice: "0.03", taxRate: "19.00" };
  expect(totalsOf([line, line, line]).tax).toBe("0.02");
});
