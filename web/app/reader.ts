import type { Me } from "../api/contract.ts";

export type Preferences = Me["preferences"];
/** What decides how dates, numbers and money are written. */
export type Writing = Pick<Preferences, "locale" | "timeZone">;

let current: Preferences = { theme: "system", locale: null, timeZone: null, weekStart: null };

export function readerPreferences(): Preferences {
  return current;
}

/** Writes dates and numbers as this person wants from now on; what is on the screen follows when it is next drawn. */
export function readAs(preferences: Preferences) {
  current = preferences;
}

/** The reader's BCP 47 tag. */
export function readerLocale({ locale }: Writing = current): string {
  return locale ?? navigator.language;
}

/** The reader's IANA time zone. */
export function readerTimeZone({ timeZone }: Writing = current): string {
  return timeZone !== null && isKnownHere(timeZone) ? timeZone : browserTimeZone();
}

/** Asking takes long and is done everywhere, so the answer counts for a while: people travel. */
export function browserTimeZone(): string {
  const now = Date.now();
  if (now - zone.askedAt > 60_000) zone = { name: new Intl.DateTimeFormat().resolvedOptions().timeZone, askedAt: now };
  return zone.name;
}
let zone = { name: "", askedAt: 0 };

/** The day on which the reader's week begins; 1 is Monday, 7 Sunday. */
export function readerWeekStart({ locale, weekStart }: Pick<Preferences, "locale" | "weekStart"> = current): number {
  if (weekStart !== null) return weekStart;
  return weekStartIn(locale ?? navigator.language);
}

const weekStarts = new Map<string, number>();

function weekStartIn(locale: string): number {
  const before = weekStarts.get(locale);
  if (before !== undefined) return before;
  const region = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  const first = region.getWeekInfo?.().firstDay ?? 1;
  weekStarts.set(locale, first);
  return first;
}

const known = new Map<string, boolean>();

/** A server may know zones that are newer than the browser. */
function isKnownHere(timeZone: string): boolean {
  const before = known.get(timeZone);
  if (before !== undefined) return before;
  let is = true;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    is = false;
  }
  known.set(timeZone, is);
  return is;
}
