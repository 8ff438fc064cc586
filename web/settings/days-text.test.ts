import { expect, test } from "vitest";
import { daysText } from "./days-text.ts";

test.each([
  [1, "1 day"],
  [90, "90 days"],
  [364, "364 days"],
  [365, "1 year (365 days)"],
  [400, "400 days"],
  [730, "2 years (730 days)"],
  [2_557, "7 years (2,557 days)"],
  [36_500, "100 years (36,500 days)"],
])("%i days are %s", (days, text) => expect(daysText(days)).toBe(text));
