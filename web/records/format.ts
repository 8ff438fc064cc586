import type { RecordField } from "./model.ts";

const locale = navigator.language;

/** An exact decimal string in the reader's way of writing numbers; never through a float. */
export function formatDecimal(value: string | number, options: Intl.NumberFormatOptions = {}): string {
  const exact = typeof value === "number" ? value : (value as unknown as Intl.StringNumericLiteral);
  try {
    return new Intl.NumberFormat(locale, options).format(exact);
  } catch {
    return String(value);
  }
}

export function formatMoney(value: string | number, currency?: string | null, compact = false): string {
  const shape: Intl.NumberFormatOptions = compact
    ? { notation: "compact", maximumFractionDigits: 1 }
    : /\.(?!00)/.test(String(value))
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { maximumFractionDigits: 0 };
  if (!currency) return formatDecimal(value, shape);
  return formatDecimal(value, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...shape });
}

/** Money to the cent, as on an invoice. */
export function formatExactMoney(value: string, currency?: string | null): string {
  const shape = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  if (!currency) return formatDecimal(value, shape);
  return formatDecimal(value, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...shape });
}

const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });

/** A calendar day, the same wherever the reader is. */
export function formatDate(value: string): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? value : days.format(date);
}

export function formatMoment(value: string): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : moments.format(date);
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

/** "5 min. ago", within a week; the date beyond it. */
export function formatAgo(value: string): string {
  const seconds = (Date.parse(value) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return value;
  if (Math.abs(seconds) < 45) return "just now";
  if (Math.abs(seconds) > 7 * 86_400) return formatDate(value);
  const [unit, size] = units.findLast(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
  return relative.format(Math.round(seconds / size), unit);
}

export function formatBytes(value: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), 4);
  return `${formatDecimal(value / 1024 ** power, { maximumFractionDigits: 1 })} ${["B", "KB", "MB", "GB", "TB"][power]}`;
}

export function labelOfChoice(field: RecordField, value: string): string {
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}

/** Any field's value as plain text; for diffs, summaries and titles. */
export function textOf(field: RecordField | undefined, value: unknown): string {
  if (value === null || value === undefined || value === "") return "empty";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value))
    return value.every((part) => typeof part === "string")
      ? value.join(", ")
      : `${value.length} ${value.length === 1 ? "row" : "rows"}`;
  if (typeof value === "object") {
    const named = value as { title?: string; name?: string; label?: string };
    return named.title ?? named.name ?? named.label ?? JSON.stringify(value);
  }
  const text = `${value as string | number}`;
  if (field?.choices) return labelOfChoice(field, text);
  if (field?.kind === "date") return formatDate(text);
  if (field?.kind === "datetime") return formatMoment(text);
  if (field?.kind === "money") return formatMoney(text);
  if (field?.kind === "percent") return `${formatDecimal(text)}%`;
  return text;
}
