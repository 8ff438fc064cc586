import type { Random } from "./random.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Working time around the day on which the demo is made. Days are counted from it: -1 is yesterday, 1 tomorrow. */
export interface Calendar {
  /** `YYYY-MM-DD` of a day. */
  date(day: number): string;
  /** A moment in office hours of a day, or of the working day after it; milliseconds since 1970. */
  moment(day: number): number;
  /** The same, but not before another moment: the day is still told by `day` where that lies later. */
  momentAfter(at: number, day: number): number;
  /** The day of a moment. */
  dayOf(at: number): number;
  isWorkday(day: number): boolean;
  /** How busy a day is, 1 on average: quarters end strongly, August and the turn of the year are quiet. */
  season(day: number): number;
}

/** By month, January first. */
const seasons = [0.85, 1, 1.15, 1, 1.05, 1.15, 0.9, 0.65, 1.2, 1.1, 1.15, 0.8];

export function calendarOf(today: Date, random: Random): Calendar {
  const start = Math.floor(today.getTime() / dayMs) * dayMs;
  const weekday = (day: number) => new Date(start + day * dayMs).getUTCDay();
  const isWorkday = (day: number) => weekday(day) !== 0 && weekday(day) !== 6;
  const moment = (day: number) => {
    let at = day;
    while (!isWorkday(at)) at += day >= 0 ? 1 : -1;
    return start + at * dayMs + random.whole(7 * 60, 17 * 60) * minuteMs + random.whole(0, 59_999);
  };
  return {
    date: (day) => new Date(start + day * dayMs).toISOString().slice(0, 10),
    moment,
    momentAfter: (at, day) => {
      const proposed = moment(day);
      return proposed > at ? proposed : at + random.whole(2, 40) * minuteMs;
    },
    dayOf: (at) => Math.floor((at - start) / dayMs),
    isWorkday,
    season: (day) => seasons[new Date(start + day * dayMs).getUTCMonth()]!,
  };
}
