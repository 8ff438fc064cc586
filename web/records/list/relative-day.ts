/** Two calendar days, `YYYY-MM-DD`, both included. */
export type DayRange = { from: string; to: string };

/** Where a reader stands: what is "today" and on which day a week begins (1 is Monday, 7 Sunday). */
export type DayContext = { today: string; weekStart: number };

type Unit = "day" | "week" | "month" | "quarter" | "year";
type Relative = { first: number; count: number; unit: Unit };

/** What is offered by name; "last-30-days" and "next-7-days" take any number. */
export const namedDays = [
  "today",
  "yesterday",
  "tomorrow",
  "this-week",
  "last-week",
  "next-week",
  "this-month",
  "last-month",
  "next-month",
  "this-quarter",
  "last-quarter",
  "next-quarter",
  "this-year",
  "last-year",
  "next-year",
] as const;

const days: Record<string, number> = { today: 0, yesterday: -1, tomorrow: 1 };
const steps: Record<string, number> = { this: 0, last: -1, next: 1 };

function read(word: string): Relative | undefined {
  const day = Object.hasOwn(days, word) ? days[word] : undefined;
  if (day !== undefined) return { first: day, count: 1, unit: "day" };
  const [, step, , amount, unit] = /^(this|last|next)-((\d{1,4})-days|(week|month|quarter|year))$/.exec(word) ?? [];
  if (!step) return undefined;
  if (unit) return { first: steps[step] ?? 0, count: 1, unit: unit as Unit };
  const count = Number(amount);
  if (step === "this" || count === 0) return undefined;
  return { first: step === "last" ? 1 - count : 0, count, unit: "day" };
}

export function isRelativeDay(word: string): boolean {
  return read(word) !== undefined;
}

/** The days that a word such as `this-month` means, or the one that a date is; undefined for anything else. */
export function daysOf(word: string, { today, weekStart }: DayContext): DayRange | undefined {
  if (isDay(word)) return { from: word, to: word };
  const relative = read(word);
  if (!relative) return undefined;
  const { first, count, unit } = relative;
  const begin = beginOf(unit, today, weekStart);
  return { from: shifted(begin, unit, first), to: shifted(shifted(begin, unit, first + count), "day", -1) };
}

/** `this-month` as it reads in a sentence: "this month", "in the last 30 days". */
export function wordsOfDay(word: string): string {
  const amount = /^(last|next)-(\d+)-days$/.exec(word);
  if (amount) return amount[2] === "1" ? `in the ${amount[1]} day` : `in the ${amount[1]} ${amount[2]} days`;
  return word.replaceAll("-", " ");
}

function isDay(word: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(word) && !Number.isNaN(Date.parse(word));
}

function beginOf(unit: Unit, today: string, weekStart: number): string {
  const month = Number(today.slice(5, 7));
  if (unit === "year") return `${today.slice(0, 4)}-01-01`;
  if (unit === "quarter") return `${today.slice(0, 5)}${two(month - ((month - 1) % 3))}-01`;
  if (unit === "month") return `${today.slice(0, 7)}-01`;
  if (unit === "day") return today;
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  return shifted(today, "day", -((weekday - weekStart + 7) % 7));
}

/** Days and weeks from any day; months, quarters and years from a first of a month. */
function shifted(day: string, unit: Unit, by: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (unit === "day") date.setUTCDate(date.getUTCDate() + by);
  else if (unit === "week") date.setUTCDate(date.getUTCDate() + 7 * by);
  else date.setUTCMonth(date.getUTCMonth() + by * { month: 1, quarter: 3, year: 12 }[unit]);
  return date.toISOString().slice(0, 10);
}

/** The day after. */
export function dayAfter(day: string): string {
  return shifted(day, "day", 1);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
