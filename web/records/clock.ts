import { readerTimeZone } from "../app/reader.ts";

/** Today's calendar day where the reader is, `YYYY-MM-DD`. */
export function today(): string {
  return wallTime(new Date()).slice(0, 10);
}

/** What the clocks of a zone, the reader's unless given, show at a moment: `YYYY-MM-DDTHH:mm`. */
export function wallTime(moment: Date, timeZone = readerTimeZone()): string {
  return clockOf(timeZone).format(moment).replace(" ", "T").padStart(16, "0");
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Made once for each zone: making one costs a hundred times what using it does. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" } as const;
  // Sweden writes dates as ISO 8601 does.
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", options);
  clocks.set(timeZone, clock);
  return clock;
}

/** The moment at which those clocks show a time, RFC 3339 in UTC; null for what is no time. */
export function momentAt(wall: string, timeZone = readerTimeZone()): string | null {
  const wanted = Date.parse(`${wall}Z`);
  if (Number.isNaN(wanted)) return null;
  const ahead = (at: number) => Date.parse(`${wallTime(new Date(at), timeZone)}Z`) - Math.floor(at / 60_000) * 60_000;
  // Twice, since a first guess may lie on the other side of a change of the clocks.
  const found = wanted - ahead(wanted - ahead(wanted));
  return Number.isNaN(found) ? null : new Date(found).toISOString();
}

/** Whether a moment lies in the past. */
export function hasPassed(moment: string): boolean {
  return Date.parse(moment) < Date.now();
}
