import { formatDecimal } from "../records/format.ts";

/** "90 days", "7 years (2,557 days)". */
export function daysText(days: number): string {
  const text = days === 1 ? "1 day" : `${formatDecimal(days)} days`;
  const years = Math.round(days / 365.25);
  const isWhole = years > 0 && (days === years * 365 || Math.abs(days - years * 365.25) < 1);
  return isWhole ? `${years === 1 ? "1 year" : `${formatDecimal(years)} years`} (${text})` : text;
}
