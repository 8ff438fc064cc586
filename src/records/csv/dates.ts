import { monthNumber } from "./months.ts";

export type DateOrder = "ymd" | "dmy" | "mdy";
export const dateOrders: readonly DateOrder[] = ["ymd", "dmy", "mdy"];

/** The calendar day, `YYYY-MM-DD`, that a text means under each order in which it means one. */
export type DateReadings = Partial<Record<DateOrder, string>>;

const clock =
  /(?:T|[\s,]+(?:um |at |à )?)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?(?:m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const weekday = /^\p{L}{2,12}\.?,\s*|^\p{L}{2,10}\.?\s(?=\d)(?!\d+$)/u;
const numeric = /^(\d{1,4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{1,4})$/;
const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const dayFirst = /^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:de |of )?(\p{L}+)\.?,?[\s-]*(?:de |del )?(\d{4}|\d{2})$/iu;
const monthFirst = /^(\p{L}+)\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4}|\d{2})$/iu;
const yearFirst = /^(\d{4})[\s-]*(\p{L}+)\.?[\s-]*(\d{1,2})$/u;

/** Every reading of a date as people and programs write it; a time of day behind it is ignored. */
export function dateReadings(text: string): DateReadings {
  const day = text.trim().replace(clock, "");
  const parts = numeric.exec(day);
  if (parts) return numericReadings(parts[1]!, parts[3]!, parts[4]!);
  const plain = compact.exec(day);
  if (plain) return anyOrder(calendarDay(plain[1]!, plain[2]!, plain[3]!));
  return anyOrder(named(day) ?? named(day.replace(weekday, "")));
}

/** The day that a text means in this order. */
export function readDate(text: string, order: DateOrder): string | undefined {
  return dateReadings(text)[order];
}

/** The moment in RFC 3339 that a text means in this order; without a zone it is UTC, without a time midnight. */
export function readInstant(text: string, order: DateOrder): string | undefined {
  const day = readDate(text, order);
  const [found, hours, minutes, seconds = "00", fraction = "", half, zone] = clock.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  if (found === undefined) return `${day}T00:00:00.000Z`;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  const offset = zone === undefined || /^[zug]/i.test(zone) ? "Z" : zone.replace(/^(...)(\d)/, "$1:$2");
  const moment = new Date(
    `${day}T${String(hour).padStart(2, "0")}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`,
  );
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

function numericReadings(first: string, second: string, third: string): DateReadings {
  if (first.length >= 3)
    return first.length === 4 && third.length <= 2 ? anyOrder(calendarDay(first, second, third)) : {};
  if (third.length === 3 || third.length === 1) return {};
  const readings: DateReadings = {};
  const dmy = calendarDay(third, second, first);
  const mdy = calendarDay(third, first, second);
  const ymd = third.length === 2 ? calendarDay(first, second, third) : undefined;
  if (dmy !== undefined) readings.dmy = dmy;
  if (mdy !== undefined) readings.mdy = mdy;
  if (ymd !== undefined) readings.ymd = ymd;
  return readings;
}

function named(day: string): string | undefined {
  const [, d1, m1, y1] = dayFirst.exec(day) ?? [];
  if (m1) return withMonth(y1!, m1, d1!);
  const [, m2, d2, y2] = monthFirst.exec(day) ?? [];
  if (m2) return withMonth(y2!, m2, d2!);
  const [, y3, m3, d3] = yearFirst.exec(day) ?? [];
  return m3 ? withMonth(y3!, m3, d3!) : undefined;
}

function withMonth(year: string, name: string, day: string): string | undefined {
  const month = monthNumber(name);
  return month === undefined ? undefined : calendarDay(year, String(month), day);
}

function anyOrder(day: string | undefined): DateReadings {
  return day === undefined ? {} : { ymd: day, dmy: day, mdy: day };
}

/** `YYYY-MM-DD` where there is such a day. Two-digit years up to 69 are of this century. */
function calendarDay(year: string, month: string, day: string): string | undefined {
  const y = year.length > 2 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
  const [m, d] = [Number(month), Number(day)];
  if (y < 1 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) return undefined;
  return `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
