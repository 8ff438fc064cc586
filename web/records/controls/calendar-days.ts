/** Calendar days are `YYYY-MM-DD` and counted in UTC, so that no clock change moves them. */
export type DayParts = { year: number; month: number; day: number };

const msPerDay = 86_400_000;

export function partsOf(day: string): DayParts {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, day: date };
}

/** Months count from 1. Undefined for a day that no calendar has, such as the 31st of June. */
export function dayFrom(year: number, month: number, day: number): string | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return undefined;
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

export function monthLength(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

export function addDays(day: string, count: number): string {
  return textOf(Date.parse(`${day}T00:00:00Z`) + count * msPerDay) ?? day;
}

/** The same day some months on, or the last of a month that is too short. */
export function addMonths(day: string, count: number): string {
  const { year, month, day: date } = partsOf(day);
  const at = year * 12 + month - 1 + count;
  const [toYear, toMonth] = [Math.floor(at / 12), (((at % 12) + 12) % 12) + 1];
  return dayFrom(toYear, toMonth, Math.min(date, monthLength(toYear, toMonth))) ?? day;
}

/** The last day of the month, quarter or year (1, 3 or 12 months) that a day is in. */
export function endOf(day: string, months: 1 | 3 | 12): string {
  const { year, month } = partsOf(day);
  const last = Math.ceil(month / months) * months;
  return dayFrom(year, last, monthLength(year, last)) ?? day;
}

/** 0 is Monday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function pad(number: number): string {
  return String(number).padStart(2, "0");
}

function textOf(time: number): string | undefined {
  const date = new Date(time);
  if (Number.isNaN(time) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) return undefined;
  return date.toISOString().slice(0, 10);
}
