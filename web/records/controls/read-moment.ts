import { localDay, partsOf } from "./calendar-days.ts";
import { readDay } from "./read-day.ts";

type Time = { hour: number; minute: number };

/** When nobody says at what time. */
const morning: Time = { hour: 9, minute: 0 };

/**
 * The moment that somebody means by `now`, `tomorrow at 3pm`, `fri 15:30`, `in 20 min` or an ISO time, in the reader's
 * own time zone; RFC 3339 in UTC. A day alone is at nine, or at the time of `usual`.
 */
export function readMoment(text: string, now: Date, locale: string, usual: Time = morning): string | undefined {
  const plain = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (plain === "" || plain.length > 80) return undefined;
  if (plain === "now") return atMinute(now);
  const iso = /^\d{4}-\d\d-\d\dt\d\d:\d\d/.test(plain) ? new Date(text.trim()) : undefined;
  if (iso && !Number.isNaN(iso.getTime())) return iso.toISOString();
  return readShift(plain, now) ?? readDayAndTime(plain, now, locale, usual);
}

function readDayAndTime(text: string, now: Date, locale: string, usual: Time): string | undefined {
  const { rest, time } = splitTime(text);
  const today = localDay(now);
  const day = rest === "" ? (time ? today : undefined) : readDay(rest, today, locale);
  return day && momentAt(day, time ?? usual);
}

/** `in 20 min`, `2h ago`, `+90m` (minutes: only a day has months). */
function readShift(text: string, now: Date): string | undefined {
  const match = /^(in |\+|-)?(\d{1,4}) ?(mins?|minutes?|h|hrs?|hours?)( ago)?$/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[2]) * (match[3]!.startsWith("h") ? 60 : 1);
  const back = match[1] === "-" || match[4] !== undefined;
  return atMinute(new Date(now.getTime() + (back ? -minutes : minutes) * 60_000));
}

function splitTime(text: string): { rest: string; time?: Time } {
  const named = /^(.*?)[,\s]*(?:at )?\b(noon|midnight)$/.exec(text);
  if (named) return { rest: named[1]!, time: { hour: named[2] === "noon" ? 12 : 0, minute: 0 } };
  const match =
    /^(.*?)(?:^|[,\s]+)(?:(?:at|um|à) ?)?(\d{1,2})(?:[:.h](\d{2}))?\s?([ap])\.?m\.?$/.exec(text) ??
    /^(.*?)(?:^|[,\s]+)(?:(?:at|um|à) ?)?(\d{1,2}):(\d{2})()$/.exec(text) ??
    /^(.*?)(?:^|[,\s]+)(?:at|um|à) ?(\d{1,2})()()$/.exec(text);
  const time = match && timeFrom(Number(match[2]), Number(match[3] || 0), match[4]);
  return time ? { rest: match[1]!.trim(), time } : { rest: text };
}

function timeFrom(hour: number, minute: number, half: string | undefined): Time | undefined {
  if (minute > 59) return undefined;
  if (!half) return hour < 24 ? { hour, minute } : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return { hour: (hour % 12) + (half === "p" ? 12 : 0), minute };
}

/** A time of a day where the reader is. */
export function momentAt(day: string, { hour, minute }: Time): string {
  const { year, month, day: date } = partsOf(day);
  const moment = new Date(2000, 0, 1, hour, minute);
  moment.setFullYear(year, month - 1, date);
  return moment.toISOString();
}

function atMinute(moment: Date): string {
  return new Date(Math.floor(moment.getTime() / 60_000) * 60_000).toISOString();
}
