import { expect, test } from "vitest";
import { closeFilter } from "./close-dates.ts";

test("spans of close dates end where the next begins", () => {
  expect(closeFilter("month", "2026-12-31")).toEqual({
    "filter[closeDate][gte]": "2026-12-01",
    "filter[closeDate][lt]": "2027-01-01",
  });
  expect(closeFilter("next", "2026-12-31")).toEqual({
    "filter[closeDate][gte]": "2027-01-01",
    "filter[closeDate][lt]": "2027-02-01",
  });
  expect(closeFilter("quarter", "2026-11-22")).toEqual({
    "filter[closeDate][gte]": "2026-10-01",
    "filter[closeDate][lt]": "2027-01-01",
  });
  expect(closeFilter(undefined, "2026-11-22")).toEqual({});
});
