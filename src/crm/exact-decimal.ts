/** An exact decimal's digits as one whole number: `"12.50"` at scale 2 is 1250n. Further places must be zeros. */
export function toUnits(decimal: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, "0"));
  return decimal.startsWith("-") ? -units : units;
}

/** The decimal with `scale` places: 1250n at scale 2 is `"12.50"`. */
export function fromUnits(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const sign = units < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A quotient rounded to the nearest whole number, halves away from zero, as invoices round. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend < 0n ? -((half - dividend) / divisor) : (dividend + half) / divisor;
}

/** A share of an amount of money: `"10.00"` and `"12.50"` percent give `"1.25"`. */
export function percentOf(amount: string, percent: string): string {
  return fromUnits(divideRounded(toUnits(amount, 2) * toUnits(percent, 2), 10_000n), 2);
}
