import fc from "fast-check";
import { expect, test } from "vitest";
import { momentAt, wallTime } from "../clock.ts";
import { readMoment } from "./read-moment.ts";

test.each([
  ["now", "2026-07-15T10:20"],
  ["15:30", "2026-07-15T15:30"],
  ["3pm", "2026-07-15T15:00"],
  ["tomorrow 3:30 pm", "2026-07-16T15:30"],
  ["fri at 8", "2026-07-17T08:00"],
  ["tomorrow", "2026-07-16T09:00"],
  ["in 20 min", "2026-07-15T10:40"],
  ["2h ago", "2026-07-15T08:20"],
  ["12/31/2026, 12:00 AM", "2026-12-31T00:00"],
  ["Dec 31, 2026, 4:05 PM", "2026-12-31T16:05"],
  ["next fri noon", "2026-07-24T12:00"],
])("the moment %s", (text, local) => {
  const moment = readMoment(text, new Date("2026-07-15T10:20:30Z"), { locale: "en-US", timeZone: "UTC" });
  expect(moment).toBe(`${local}:00.000Z`);
});

test.each(["", "at", "25:00", "13pm", "tomorrow at 10:75"])("%s is no moment", (text) => {
  expect(readMoment(text, new Date(), { locale: "en-US", timeZone: "UTC" })).toBeUndefined();
});

const moments = fc.date({ min: new Date("1975-01-01"), max: new Date("2060-12-31"), noInvalidDate: true });
const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Asia/Tokyo");

test("what the clocks of a zone show is the moment again, but for the hour that comes twice", () => {
  fc.assert(
    fc.property(moments, zones, (date, zone) => {
      const wall = wallTime(date, zone);
      expect(wallTime(new Date(momentAt(wall, zone)!), zone)).toBe(wall);
    }),
  );
});

test("what is shown is read as the same moment", () => {
  fc.assert(
    fc.property(moments, zones, fc.constantFrom("en-US", "en-GB", "de-DE", "fr-FR"), (date, timeZone, locale) => {
      const shown = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(date);
      const read = readMoment(shown, new Date(), { locale, timeZone });
      expect(read && wallTime(new Date(read), timeZone), shown).toBe(wallTime(date, timeZone));
    }),
  );
});
