import type { AlertRule } from "../../api/contract.ts";
import { formatDecimal } from "../../records/format.ts";

/** `12.5%`, `3 jobs`, and of what has no unit any more the number alone. */
export function formatAmount(value: number, unit: AlertRule["unit"] | null): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 1_000 ? 1 : 0;
  const number = formatDecimal(Number(value.toFixed(digits)), { maximumFractionDigits: digits });
  if (unit === null) return number;
  if (unit === "percent") return `${number}%`;
  if (unit === "seconds") return `${number} s`;
  return `${number} ${value === 1 ? singular(unit) : unit}`;
}

function singular(unit: string): string {
  return unit === "processes" ? "process" : unit.replace(/s$/, "");
}

/** `above 5%, for 2 min`. */
export function thresholdOf({ when, threshold, unit, least, most, holdsMinutes }: AlertRule): string {
  const held = holdsMinutes === 0 ? "" : `, for ${holdsMinutes} min`;
  return least === most ? `any at all${held}` : `${when} ${formatAmount(threshold, unit)}${held}`;
}
