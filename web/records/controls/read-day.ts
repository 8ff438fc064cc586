import { addDays, addMonths, dayFrom, endOf, monthLength, partsOf, weekdayOf } from "./calendar-days.ts";
import { monthOfName, orderOf, weekdayOfName } from "./day-names.ts";

/** How far back a date without a year may lie, in days. */
const longAgoDays = 90;

const words: Record<string, (today: string) => string> = {
  today: (today) => today,
  now: (today) => today,
  tomorrow: (today) => addDays(today, 1),
  tmr: (today) => addDays(today, 1),
  tom: (today) => addDays(today, 1),
  yesterday: (today) => addDays(today, -1),
  "next week": (today) => addDays(today, 7 - weekdayOf(today)),
  "last week": (today) => addDays(today, -7 - weekdayOf(today)),
  "next month": (today) => addMonths(dayFrom(partsOf(today).year, partsOf(today).month, 1)!, 1),
  "next year": (today) => dayFrom(partsOf(today).year + 1, 1, 1)!,
  "end of month": (today) => endOf(today, 1),
  eom: (today) => endOf(today, 1),
  "end of quarter": (today) => endOf(today, 3),
  eoq: (today) => endOf(today, 3),
  "end of year": (today) => endOf(today, 12),
  eoy: (today) => endOf(today, 12),
};

/**
 * The day that somebody means by `tomorrow`, `next fri`, `in 2 weeks`, `+3d`, `12/31`, `31 dec` or an ISO date.
 * Numbers are read in the order of the reader's locale. Undefined for what is no day.
 */
export function readDay(text: string, today: string, locale: string): string | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=\p{L})\./gu, "")
    .replaceAll(/\s+/g, " ");
  if (plain === "" || plain.length > 60) return undefined;
  return (
    words[plain]?.(today) ??
    readDistance(plain, today) ??
    readWeekday(plain, today, locale) ??
    readNumbers(plain, today, locale) ??
    readNamed(plain, today, locale)
  );
}

const units: Record<string, (from: string, count: number) => string> = {
  d: addDays,
  w: (from, count) => addDays(from, 7 * count),
  m: addMonths,
  q: (from, count) => addMonths(from, 3 * count),
  y: (from, count) => addMonths(from, 12 * count),
};

/** `in 2 weeks`, `3 days ago`, `+3d`, `2w`. */
function readDistance(text: string, today: string): string | undefined {
  const match =
    /^(in |\+|-)? ?(\d{1,4}|an?|one|two|three) ?(d|days?|w|wks?|weeks?|m|mon|months?|q|quarters?|y|yrs?|years?)( ago| from now)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, before, number = "", unit = "", after] = match;
  const count = { a: 1, an: 1, one: 1, two: 2, three: 3 }[number] ?? Number(number);
  const back = before === "-" || after === " ago";
  return units[unit.charAt(0)]?.(today, back ? -count : count);
}

/** `fri` and `this fri` come next; `next fri` is in the week after this one; `last fri` was. */
function readWeekday(text: string, today: string, locale: string): string | undefined {
  const match = /^(?:(this|next|last|on) )?(\p{L}+)$/u.exec(text);
  const weekday = match && weekdayOfName(match[2]!, locale);
  if (weekday === null || weekday === undefined) return undefined;
  const here = weekdayOf(today);
  if (match?.[1] === "next") return addDays(today, 7 - here + weekday);
  if (match?.[1] === "last") return addDays(today, -((here - weekday + 6) % 7) - 1);
  return addDays(today, ((weekday - here + 6) % 7) + 1);
}

/** `2026-12-31`, `12/31`, `31.12.26`, `15th`. */
function readNumbers(text: string, today: string, locale: string): string | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return dayFrom(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?$/.exec(text);
  if (match) {
    const [one, other] = [Number(match[1]), Number(match[3])];
    // Dots stand between day and month wherever they are used; slashes as the reader writes them.
    const dayFirst = one > 12 || (other <= 12 && (match[2] === "." || orderOf(locale) === "dmy"));
    return dayFirst ? withYear(other, one, match[4], today) : withYear(one, other, match[4], today);
  }
  const lone = /^(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(text);
  return lone ? comingDay(Number(lone[1]), today) : undefined;
}

/** The next month that has such a day, beginning with this one. */
function comingDay(day: number, today: string): string | undefined {
  const { year, month, day: now } = partsOf(today);
  if (day >= now) {
    const here = dayFrom(year, month, day);
    if (here) return here;
  }
  const next = partsOf(addMonths(dayFrom(year, month, 1)!, 1));
  return day <= monthLength(next.year, next.month) ? dayFrom(next.year, next.month, day) : undefined;
}

/** `31 dec`, `dec 31, 2027`, `december 2027`. */
function readNamed(text: string, today: string, locale: string): string | undefined {
  const parts = text.replaceAll(/[,]|\b(?:of|the|de)\b/g, " ").match(/\p{L}{3,}|\d+/gu);
  if (!parts || parts.length < 2 || parts.length > 4) return undefined;
  const names = parts.filter((part) => /\p{L}/u.test(part));
  // A weekday may stand beside the month. Alone, `mar` is the month in Spain, though Tuesday is written so, too.
  const named = names.length === 1 ? names : names.filter((name) => weekdayOfName(name, locale) === undefined);
  const month = named.length === 1 ? monthOfName(named[0]!, locale) : undefined;
  const numbers = parts.filter((part) => /\d/.test(part));
  if (month === undefined || numbers.length === 0 || numbers.length > 2) return undefined;
  if (numbers.length === 1 && numbers[0]!.length === 4) return dayFrom(Number(numbers[0]), month, 1);
  const [day, year] = numbers[0]!.length === 4 ? [numbers[1], numbers[0]] : numbers;
  return withYear(month, Number(day), year, today);
}

/** Without a year the day is in this one, or in the next where it lies long ago. */
function withYear(month: number, day: number, year: string | undefined, today: string): string | undefined {
  if (year) return dayFrom(fullYear(year), month, day);
  const here = dayFrom(partsOf(today).year, month, day);
  if (here && here >= addDays(today, -longAgoDays)) return here;
  return dayFrom(partsOf(today).year + 1, month, day) ?? here;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}
