export type Line = Record<string, unknown>;
/** Exact decimals with two places. */
export type Totals = { subtotal: string; discount: string; tax: string; total: string };

/**
 * What an invoice's lines will add up to, as the server computes it: each line rounded to the cent, tax once per rate.
 * Lines whose numbers are not finished yet count as nothing. Whole numbers throughout, so that no cent is lost.
 */
export function totalsOf(lines: readonly Line[]): Totals {
  let subtotal = 0n;
  let discount = 0n;
  const netByRate = new Map<bigint, bigint>();
  for (const line of lines) {
    const quantity = unitsOf(line["quantity"], 4);
    const price = unitsOf(line["unitPrice"], 2);
    if (quantity === undefined || price === undefined) continue;
    const gross = divideRounded(quantity * price, 10_000n);
    const reduction = shareOf(gross, unitsOf(line["discountPercent"], 2) ?? 0n);
    const rate = unitsOf(line["taxRate"], 2) ?? 0n;
    subtotal += gross;
    discount += reduction;
    netByRate.set(rate, (netByRate.get(rate) ?? 0n) + gross - reduction);
  }
  let tax = 0n;
  for (const [rate, net] of netByRate) tax += shareOf(net, rate);
  return {
    subtotal: textOf(subtotal),
    discount: textOf(discount),
    tax: textOf(tax),
    total: textOf(subtotal - discount + tax),
  };
}

/** What one line comes to without tax; undefined while its numbers are not finished. */
export function netOf(line: Line): string | undefined {
  const { subtotal, discount } = totalsOf([line]);
  const isFinished = unitsOf(line["quantity"], 4) !== undefined && unitsOf(line["unitPrice"], 2) !== undefined;
  return isFinished ? textOf((unitsOf(subtotal, 2) ?? 0n) - (unitsOf(discount, 2) ?? 0n)) : undefined;
}

/** Amounts come as text. `"12.5"` at scale 2 is 1250n; undefined for what is no number of so few places. */
function unitsOf(value: unknown, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(typeof value === "string" ? value.trim() : "");
  if (!match) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const places = fraction.replace(/0+$/, "");
  if (places.length > scale) return undefined;
  const units = BigInt(whole + places.padEnd(scale, "0"));
  return sign === "-" ? -units : units;
}

function shareOf(cents: bigint, percent: bigint): bigint {
  return divideRounded(cents * percent, 10_000n);
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend < 0n ? -((half - dividend) / divisor) : (dividend + half) / divisor;
}

function textOf(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
