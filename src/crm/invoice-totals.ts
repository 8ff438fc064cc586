import { divideRounded, fromUnits, toUnits } from "./exact-decimal.ts";

export interface InvoiceLine {
  quantity: string;
  unitPrice: string;
  discountPercent?: string | null;
  taxRate?: string | null;
}

/** Exact decimals with two places. `subtotal - discount + tax = total`, always. */
export interface InvoiceTotals {
  /** Each line's amount without tax, its discount taken off. */
  lines: string[];
  subtotal: string;
  discount: string;
  tax: string;
  total: string;
}

/**
 * Adds up an invoice as EN 16931 does: each line is rounded to the cent, tax is taken once per rate from the sum of its
 * lines (BR-CO-17). Halves are rounded away from zero.
 */
export function totalsOf(lines: readonly InvoiceLine[]): InvoiceTotals {
  let subtotal = 0n;
  let discount = 0n;
  const netByRate = new Map<string, bigint>();
  const nets = lines.map(({ quantity, unitPrice, discountPercent, taxRate }) => {
    const gross = divideRounded(toUnits(quantity, 4) * toUnits(unitPrice, 2), 10_000n);
    const reduction = shareOf(gross, discountPercent);
    const rate = taxRate ?? "0";
    subtotal += gross;
    discount += reduction;
    netByRate.set(rate, (netByRate.get(rate) ?? 0n) + gross - reduction);
    return gross - reduction;
  });
  const tax = [...netByRate].reduce((sum, [rate, net]) => sum + shareOf(net, rate), 0n);
  return {
    lines: nets.map(money),
    subtotal: money(subtotal),
    discount: money(discount),
    tax: money(tax),
    total: money(subtotal - discount + tax),
  };
}

function shareOf(cents: bigint, percent: string | null | undefined): bigint {
  return percent ? divideRounded(cents * toUnits(percent, 2), 10_000n) : 0n;
}

function money(cents: bigint): string {
  return fromUnits(cents, 2);
}

/** The sum of amounts of money. */
export function sumOf(amounts: readonly string[]): string {
  return money(amounts.reduce((sum, amount) => sum + toUnits(amount, 2), 0n));
}

export function difference(one: string, other: string): string {
  return money(toUnits(one, 2) - toUnits(other, 2));
}
