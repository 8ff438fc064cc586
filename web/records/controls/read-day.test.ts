import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, addMonths, dayFrom, monthLength, weekdayOf } from "./calendar-days.ts";
import { readDay } from "./read-day.ts";

// A Wednesday.
const today = "2026-07-15";
const locales = ["en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "sv-SE", "ja-JP"];
const days = fc
  .date({ min: new Date("1970-01-01"), max: new Date("2069-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test.each([
  ["today", "2026-07-15"],
  ["Tomorrow", "2026-07-16"],
  ["yesterday", "2026-07-14"],
  ["fri", "2026-07-17"],
  ["this friday", "2026-07-17"],
  ["wed", "2026-07-22"],
  ["next fri", "2026-07-24"],
  ["next mon", "2026-07-20"],
  ["last fri", "2026-07-10"],
  ["last wed", "2026-07-08"],
  ["in 2 weeks", "2026-07-29"],
  ["in a month", "2026-08-15"],
  ["+3d", "2026-07-18"],
  ["-1w", "2026-07-08"],
  ["3 days ago", "2026-07-12"],
  ["next week", "2026-07-20"],
  ["next month", "2026-08-01"],
  ["end of quarter", "2026-09-30"],
  ["eom", "2026-07-31"],
  ["12/31", "2026-12-31"],
  ["1/5", "2027-01-05"],
  ["6/30", "2026-06-30"],
  ["31/12", "2026-12-31"],
  ["12/31/27", "2027-12-31"],
  ["31.12.", "2026-12-31"],
  ["5.1.2027", "2027-01-05"],
  ["2026-2-3", "2026-02-03"],
  ["31 Dec", "2026-12-31"],
  ["Dec 31, 2027", "2027-12-31"],
  ["dec 2027", "2027-12-01"],
  ["the 20th", "2026-07-20"],
  ["3", "2026-08-03"],
])("%s", (text, day) => {
  expect(readDay(text, today, "en-US")).toBe(day);
});

test("slashes are read in the order of the locale", () => {
  expect(readDay("3/4/2026", today, "en-US")).toBe("2026-03-04");
  expect(readDay("3/4/2026", today, "en-GB")).toBe("2026-04-03");
});

test.each(["", "soon", "31/31", "2026-02-30", "june", "13.13.2026", "x".repeat(10_000), "1".repeat(10_000)])(
  "%.20s is no day",
  (text) => {
    expect(readDay(text, today, "en-US")).toBeUndefined();
  },
);

test("what is shown is read as the same day, in every locale", () => {
  fc.assert(
    fc.property(days, fc.constantFrom(...locales), fc.constantFrom("medium", "long", "short"), (day, locale, style) => {
      const shown = new Intl.DateTimeFormat(locale, { dateStyle: style as "medium", timeZone: "UTC" });
      if (locale === "ja-JP" && style === "long") return;
      expect(readDay(shown.format(new Date(day)), today, locale)).toBe(day);
      expect(readDay(day, today, locale)).toBe(day);
    }),
  );
});

test("whatever is typed gives a day of the calendar or none, and says the same of the same", () => {
  const typed = fc.array(
    fc.constantFrom("in ", "next ", "2", "31", "fri", "dec", "/", ".", "-", "+", "d", " weeks", " ago", "\u0000", "é"),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(typed, days, (parts, now) => {
      const day = readDay(parts.join(""), now, "en-US");
      if (day === undefined) return;
      const [year, month, date] = day.split("-").map(Number) as [number, number, number];
      expect(dayFrom(year, month, date)).toBe(day);
      expect(readDay(parts.join("").toUpperCase(), now, "en-US")).toBe(day);
    }),
  );
});

test("days and months are counted as the calendar does", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -400, max: 400 }), (day, count) => {
      expect(addDays(addDays(day, count), -count)).toBe(day);
      expect(weekdayOf(addDays(day, 7 * count))).toBe(weekdayOf(day));
      const moved = addMonths(day, count);
      const [year, month, date] = moved.split("-").map(Number) as [number, number, number];
      expect(date).toBe(Math.min(Number(day.slice(8)), monthLength(year, month)));
    }),
  );
});

test("a month whose short name is a weekday's, too", () => {
  expect(readDay("1 mar 2036", "2026-11-22", "es-ES")).toBe("2036-03-01");
  expect(readDay("mar", "2026-11-22", "es-ES")).toBe("2026-11-24");
});
