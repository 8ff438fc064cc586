import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, daysOf, isRelativeDay, namedDays, wordsOfDay } from "./relative-day.ts";

const sunday = { today: "2026-11-22", weekStart: 1 };

test.each([
  ["today", "2026-11-22", "2026-11-22"],
  ["yesterday", "2026-11-21", "2026-11-21"],
  ["this-week", "2026-11-16", "2026-11-22"],
  ["next-week", "2026-11-23", "2026-11-29"],
  ["this-month", "2026-11-01", "2026-11-30"],
  ["next-month", "2026-12-01", "2026-12-31"],
  ["this-quarter", "2026-10-01", "2026-12-31"],
  ["next-quarter", "2027-01-01", "2027-03-31"],
  ["last-year", "2025-01-01", "2025-12-31"],
  ["last-30-days", "2026-10-24", "2026-11-22"],
  ["next-7-days", "2026-11-22", "2026-11-28"],
  ["2024-02-29", "2024-02-29", "2024-02-29"],
])("%s", (word, from, to) => {
  expect(daysOf(word, sunday)).toEqual({ from, to });
});

test("a week begins where the reader's does", () => {
  expect(daysOf("this-week", { today: "2026-11-22", weekStart: 7 })).toEqual({ from: "2026-11-22", to: "2026-11-28" });
});

test("what is no word is none", () => {
  for (const word of ["", "soon", "this-30-days", "last-0-days", "constructor", "2026-13-01"])
    expect(daysOf(word, sunday)).toBeUndefined();
});

test("reads as a sentence goes on", () => {
  expect(wordsOfDay("this-month")).toBe("this month");
  expect(wordsOfDay("last-30-days")).toBe("in the last 30 days");
});

const anyDay = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2090-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const context = fc.record({ today: anyDay, weekStart: fc.integer({ min: 1, max: 7 }) });

test("this holds today, last ends the day before it, next begins the day after", () => {
  const unit = fc.constantFrom("week", "month", "quarter", "year");
  fc.assert(
    fc.property(context, unit, (reader, name) => {
      const [last, now, next] = ["last", "this", "next"].map((step) => daysOf(`${step}-${name}`, reader)!);
      expect(now!.from <= reader.today && reader.today <= now!.to).toBe(true);
      expect(dayAfter(last!.to)).toBe(now!.from);
      expect(dayAfter(now!.to)).toBe(next!.from);
    }),
  );
});

test("every offered word means something, in order", () => {
  fc.assert(
    fc.property(context, fc.constantFrom(...namedDays), (reader, word) => {
      const range = daysOf(word, reader)!;
      expect(isRelativeDay(word)).toBe(true);
      expect(range.from <= range.to).toBe(true);
    }),
  );
});
