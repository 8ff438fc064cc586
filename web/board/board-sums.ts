import type { BoardColumnData } from "../api/contract.ts";
import type { StoredRecord } from "../records/model.ts";

type Totals = BoardColumnData["totals"];

/** A stage's sums after a card came (`1n`) or went (`-1n`), to the cent. */
export function withCard(totals: Totals, card: StoredRecord, sign: 1n | -1n, probability?: string): Totals {
  if (typeof card["amount"] !== "string") return totals;
  const currency = (card["currency"] as string | null) ?? null;
  const amount = sign * cents(card["amount"]);
  const expected = card["expectedRevenue"] as string | null;
  const weighted = probability ? (amount * cents(probability)) / 10_000n : sign * cents(expected ?? "0");
  const known = totals.find((total) => total.currency === currency);
  const sums = known ?? { currency, amount: "0", weighted: "0" };
  const next = {
    currency,
    amount: decimal(cents(sums.amount) + amount),
    weighted: decimal(cents(sums.weighted) + weighted),
  };
  return known ? totals.map((total) => (total === known ? next : total)) : [...totals, next];
}

function cents(amount: string): bigint {
  const [whole = "0", part = ""] = amount.replace("-", "").split(".");
  const value = BigInt(whole) * 100n + BigInt(part.slice(0, 2).padEnd(2, "0"));
  return amount.startsWith("-") ? -value : value;
}

function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
