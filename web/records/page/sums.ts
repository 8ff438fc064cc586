/** Adds exact decimal strings up, those of each currency by themselves; never through a float. */
export function sumsByCurrency(amounts: readonly [currency: unknown, amount: unknown][]): [string | null, string][] {
  const cents = new Map<string | null, bigint>();
  for (const [currency, amount] of amounts) {
    if (typeof amount !== "string") continue;
    const key = typeof currency === "string" ? currency : null;
    cents.set(key, (cents.get(key) ?? 0n) + centsOf(amount));
  }
  return [...cents].map(([currency, sum]) => [currency, textOf(sum)]);
}

function centsOf(amount: string): bigint {
  const [whole = "0", part = ""] = amount.split(".");
  return BigInt(whole + part.padEnd(2, "0").slice(0, 2));
}

function textOf(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
