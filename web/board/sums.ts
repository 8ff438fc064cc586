import type { StoredRecord } from "../records/model.ts";

/** The sum of amounts in each currency, exact to the cent. Currencies are never added to each other. */
export function sumsByCurrency(records: StoredRecord[]): [currency: string | null, sum: string][] {
  const cents = new Map<string | null, bigint>();
  for (const record of records) {
    const amount = record["amount"];
    if (typeof amount !== "string") continue;
    const currency = typeof record["currency"] === "string" ? record["currency"] : null;
    cents.set(currency, (cents.get(currency) ?? 0n) + centsOf(amount));
  }
  return [...cents].map(([currency, sum]) => [currency, decimalOf(sum)]);
}

function centsOf(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.slice(0, 2).padEnd(2, "0"));
}

function decimalOf(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
