import { formatDecimal } from "../../records/format.ts";

/** Stripe counts these in hundredths, although nobody else does. */
const hundredths = new Set(["isk", "ugx"]);

/** An amount in a currency's smallest unit, as people write it: $29, $29.50. */
export function formatAmount(amount: number, currency: string): string {
  const usual = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits!;
  const digits = hundredths.has(currency) ? 2 : usual;
  const value = amount / 10 ** digits;
  const shown = Number.isInteger(value) ? 0 : digits;
  return formatDecimal(value, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  });
}

/** "$29 a month"; what is not known is left out. */
export function formatPrice({
  amount,
  currency,
  interval,
}: {
  amount: number | null;
  currency: string | null;
  interval: "month" | "year" | null;
}): string {
  if (amount === null || currency === null) return "";
  return interval === null ? formatAmount(amount, currency) : `${formatAmount(amount, currency)} a ${interval}`;
}
