import { expect, test } from "vitest";
import { lowersHealth } from "./read-dashboard.ts";

const now = new Date("2026-11-23T07:00:00Z");

test.each([
  ["disk_space", null, true],
  ["disk_space", "2026-11-23T08:00:00.000Z", false],
  ["disk_space", "2026-11-23T06:00:00.000Z", true],
  ["failed_payments", null, false],
])("an alert of %s, silenced until %s: %s", (rule, silencedUntil, lowers) => {
  expect(lowersHealth({ rule, silencedUntil }, now)).toBe(lowers);
});
