import { readerLocale, readerTimeZone, type Writing } from "../app/reader.ts";
import type { RecordField } from "./model.ts";

/** Makes a formatter once for each way of writing: making one costs a hundred times what using it does. */
function memoised<O extends object, F>(make: (locale: string, options: O) => F): (locale: string, options: O) => F {
  const made = new Map<string, F>();
  return (locale, options) => {
    const key = locale + JSON.stringify(options);
    const known = made.get(key);
    if (known) return known;
    const formatter = make(locale, options);
    made.set(key, formatter);
    return formatter;
  };
}

const numbers = memoised((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const times = memoised((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
// In words, and the interface's words are English.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** An exact decimal string in the reader's way of writing numbers; never through a float. */
export function formatDecimal(value: string | number, options: Intl.NumberFormatOptions = {}): string {
  const exact = typeof value === "number" ? value : (value as unknown as Intl.StringNumericLiteral);
  try {
    return numbers(readerLocale(), options).format(exact);
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

/** A calendar day, the same wherever the reader is. */
export function formatDate(value: string): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? value
    : times(readerLocale(), { dateStyle: "medium", timeZone: "UTC" }).format(date);
}

/** "Today", "Dec 10", or with its year where that is another than the present one. */
export function formatNearDay(day: string, today: string): string {
  const days = (Date.parse(day) - Date.parse(today)) / 86_400_000;
  if (Math.abs(days) <= 1) return sentence(relative.format(days, "day"));
  if (day.slice(0, 4) !== today.slice(0, 4)) return formatDate(day);
  return times(readerLocale(), { month: "short", day: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** A moment by the clocks of the reader's time zone. */
export function formatMoment(value: string, as?: Writing): string {
  const date = new Date(value);
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: readerTimeZone(as) } as const;
  return Number.isNaN(date.getTime()) ? value : times(readerLocale(as), options).format(date);
}

/** The same to the second and with the zone, where it is evidence. */
export function formatExactMoment(value: string): string {
  const date = new Date(value);
  const options = { dateStyle: "medium", timeStyle: "long", timeZone: readerTimeZone() } as const;
  return Number.isNaN(date.getTime()) ? value : times(readerLocale(), options).format(date);
}

/** The time of day of a moment: "5:05 PM" or "17:05", as the reader writes it. */
export function formatTime(value: string): string {
  const date = new Date(value);
  const options = { timeStyle: "short", timeZone: readerTimeZone() } as const;
  return Number.isNaN(date.getTime()) ? value : times(readerLocale(), options).format(date);
}

/** The day of a moment, by the clocks of the reader's time zone. */
export function formatDay(value: string): string {
  const date = new Date(value);
  const options = { dateStyle: "medium", timeZone: readerTimeZone() } as const;
  return Number.isNaN(date.getTime()) ? value : times(readerLocale(), options).format(date);
}

/** How a reader with these preferences sees a moment, a number and an amount; null where the browser cannot. */
export function writingExample(as: Writing, currency: string): string[] | null {
  try {
    const moment = formatMoment(new Date().toISOString(), as);
    const number = numbers(readerLocale(as), { minimumFractionDigits: 2 }).format(1234.5);
    const money = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
    return [moment, number, numbers(readerLocale(as), money).format(98_765.4)];
  } catch {
    return null;
  }
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
  if (Math.abs(seconds) > 7 * 86_400) return formatDay(value);
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
  if (field?.kind === "integer") return formatDecimal(text, { useGrouping: Number(text) > 9999 });
  if (field?.kind === "percent") return `${formatDecimal(text)}%`;
  return text;
}
