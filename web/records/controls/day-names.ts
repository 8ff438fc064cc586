type Names = { months: string[][]; weekdays: string[][] };

const known = new Map<string, Names>();

/** A month, from 1, by the beginning of its name in English or in the reader's language. */
export function monthOfName(text: string, locale: string): number | undefined {
  const at = placeOf(text, (names) => names.months, locale);
  return at === undefined ? undefined : at + 1;
}

/** A day of the week, Monday being 0. */
export function weekdayOfName(text: string, locale: string): number | undefined {
  return placeOf(text, (names) => names.weekdays, locale);
}

/** Whether day or month comes first where both are numbers. */
export function orderOf(locale: string): "dmy" | "mdy" {
  const parts = formatter(locale, { day: "numeric", month: "numeric" }).formatToParts(0);
  return parts.find((part) => part.type === "day" || part.type === "month")?.type === "day" ? "dmy" : "mdy";
}

function placeOf(text: string, of: (names: Names) => string[][], locale: string): number | undefined {
  if (text.length < 2) return undefined;
  for (const language of ["en", locale]) {
    const found = of(namesIn(language)).flatMap((names, at) =>
      names.some((name) => name === text || (text.length > 2 && name.startsWith(text))) ? [at] : [],
    );
    if (found.length === 1) return found[0];
  }
  return undefined;
}

function namesIn(locale: string): Names {
  const cached = known.get(locale);
  if (cached) return cached;
  const named = (options: Intl.DateTimeFormatOptions, date: Date) =>
    formatter(locale, options).format(date).toLowerCase().replaceAll(".", "");
  const names = {
    months: Array.from({ length: 12 }, (_, month) => {
      const date = new Date(Date.UTC(2024, month, 1));
      return [named({ month: "long" }, date), named({ month: "short" }, date)];
    }),
    // 1 January 2024 was a Monday.
    weekdays: Array.from({ length: 7 }, (_, day) => {
      const date = new Date(Date.UTC(2024, 0, 1 + day));
      return [named({ weekday: "long" }, date), named({ weekday: "short" }, date)];
    }),
  };
  known.set(locale, names);
  return names;
}

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  } catch {
    return new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  }
}
