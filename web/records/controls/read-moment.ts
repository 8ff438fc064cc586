import { momentAt, wallTime } from "../clock.ts";
import { pad } from "./calendar-days.ts";
import { readDay } from "./read-day.ts";

type Time = { hour: number; minute: number };
type Reader = { locale: string; timeZone: string };

/** When nobody says at what time. */
const morning = "09:00";

/**
 * The moment that somebody means by `now`, `tomorrow at 3pm`, `fri 15:30`, `in 20 min` or an ISO time, by the clocks
 * of the reader's time zone; RFC 3339 in UTC. A day alone is at nine, or at the time of `usual`.
 */
export function readMoment(text: string, now: Date, reader: Reader, usual = morning): string | undefined {
  const plain = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (plain === "" || plain.length > 80) return undefined;
  if (plain === "now") return atMinute(now);
  const iso = /^\d{4}-\d\d-\d\dt\d\d:\d\d/.test(plain) ? new Date(text.trim()) : undefined;
  if (iso && !Number.isNaN(iso.getTime())) return iso.toISOString();
  return readShift(plain, now) ?? readDayAndTime(plain, now, reader, usual);
}

function readDayAndTime(text: string, now: Date, { locale, timeZone }: Reader, usual: string): string | undefined {
  const { rest, time } = splitTime(text);
  const today = wallTime(now, timeZone).slice(0, 10);
  const day = rest === "" ? (time ? today : undefined) : readDay(rest, today, locale);
  return (day && momentAt(`${day}T${time ? `${pad(time.hour)}:${pad(time.minute)}` : usual}`, timeZone)) || undefined;
}

/** `in 20 min`, `2h ago`, `+90m`. */
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

function atMinute(moment: Date): string {
  return new Date(Math.floor(moment.getTime() / 60_000) * 60_000).toISOString();
}
