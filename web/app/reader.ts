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

export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The day on which the reader's week begins; 1 is Monday, 7 Sunday. */
export function readerWeekStart({ locale, weekStart }: Pick<Preferences, "locale" | "weekStart"> = current): number {
  if (weekStart !== null) return weekStart;
  const region = new Intl.Locale(locale ?? navigator.language) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
  };
  return region.getWeekInfo?.().firstDay ?? 1;
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
