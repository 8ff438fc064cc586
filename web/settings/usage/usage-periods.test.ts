import { expect, test } from "vitest";
import { beginOf, periodNamed, stepsOf } from "./usage-periods.ts";

const usage = {
  from: "2026-03-01T08:00:00.000Z",
  to: "2026-03-01T10:20:00.000Z",
  plan: { limit: 1, windowSeconds: 1, remaining: 1, resetSeconds: 0 },
  series: [
    { at: "2026-03-01T08:00:00.000Z", keyId: "a", requests: 3, refused: 1 },
    { at: "2026-03-01T10:00:00.000Z", keyId: "a", requests: 4, refused: 0 },
    { at: "2026-03-01T10:00:00.000Z", keyId: null, requests: 5, refused: 2 },
  ],
  totals: [],
};

test("each hour has a count, those without a request too", () => {
  expect(stepsOf(usage, "hour")).toEqual([
    { at: "2026-03-01T08:00:00.000Z", requests: 3, refused: 1 },
    { at: "2026-03-01T09:00:00.000Z", requests: 0, refused: 0 },
    { at: "2026-03-01T10:00:00.000Z", requests: 9, refused: 2 },
  ]);
});

test("of one key, or of people in the app", () => {
  expect(stepsOf(usage, "hour", "a").map(({ requests }) => requests)).toEqual([3, 0, 4]);
  expect(stepsOf(usage, "hour", null).map(({ requests }) => requests)).toEqual([0, 0, 5]);
});

test("a period ends with the present step", () => {
  const now = Date.parse("2026-03-01T10:20:00Z");
  expect(beginOf(periodNamed("24h"), now)).toBe("2026-02-28T11:00:00.000Z");
  expect(beginOf(periodNamed("7d"), now)).toBe("2026-02-23T00:00:00.000Z");
  expect(periodNamed("nonsense").name).toBe("24h");
});
