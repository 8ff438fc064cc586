import { expect, test } from "vitest";
import { momentAt, wallTime } from "./clock.ts";

test.each([
  ["2026-11-22T19:30", "Europe/Berlin", "2026-11-22T18:30:00.000Z"],
  ["2026-07-01T00:15", "America/New_York", "2026-07-01T04:15:00.000Z"],
  ["2026-01-01T00:00", "Asia/Kathmandu", "2025-12-31T18:15:00.000Z"],
  ["2026-03-29T03:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  ["0012-02-03T04:05", "UTC", "0012-02-03T04:05:00.000Z"],
])("%s in %s is %s, and back", (wall, zone, moment) => {
  expect(momentAt(wall, zone)).toBe(moment);
  expect(wallTime(new Date(moment), zone)).toBe(wall);
});

test("what is no time is none", () => {
  expect(momentAt("", "UTC")).toBeNull();
  expect(momentAt("yesterday", "UTC")).toBeNull();
});
