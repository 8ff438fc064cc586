import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordField, RecordType } from "../model.ts";
import { type Condition, conditionsOf, filtersFor, wordOf } from "./conditions.ts";
import { listQueryOf, type Reader } from "./list-query.ts";
import { filtersOf, withFilters } from "./list-search.ts";

const field = (name: string, kind: string) =>
  ({ name, member: name, label: name, kind, operators: [] }) as unknown as RecordField;
const type = {
  name: "deal",
  plural: "deals",
  title: ["name"],
  fields: [field("close", "date"), field("met", "datetime"), field("owner", "member"), field("amount", "money")],
} as unknown as RecordType;
const reader: Reader = { today: "2026-03-29", weekStart: 1, timeZone: "Europe/Berlin", userId: "u1" };
const asked = (...filters: [string, string, string][]) =>
  listQueryOf(
    type,
    withFilters(
      {},
      filters.map(([name, operator, value]) => ({ field: name, operator, value })),
    ),
    reader,
  );

test("relative days of a date become its bounds", () => {
  expect(asked(["close", "eq", "this-month"])).toEqual({
    "filter[close][gte]": "2026-03-01",
    "filter[close][lte]": "2026-03-31",
  });
  expect(asked(["close", "lt", "today"])).toEqual({ "filter[close][lt]": "2026-03-29" });
  expect(asked(["close", "gt", "this-month"])).toEqual({ "filter[close][gt]": "2026-03-31" });
  expect(asked(["close", "eq", "2026-01-05"])).toEqual({ "filter[close][eq]": "2026-01-05" });
});

test("a day of a moment is the reader's, as long as that day is", () => {
  // The clocks of Berlin go forward on this day: it has 23 hours.
  expect(asked(["met", "eq", "today"])).toEqual({
    "filter[met][gte]": "2026-03-28T23:00:00.000Z",
    "filter[met][lt]": "2026-03-29T22:00:00.000Z",
  });
  expect(asked(["met", "gt", "2026-03-29"])).toEqual({ "filter[met][gte]": "2026-03-29T22:00:00.000Z" });
});

test("of two bounds the narrower holds", () => {
  const one: [string, string, string] = ["close", "eq", "this-month"];
  const other: [string, string, string] = ["close", "gte", "2026-03-10"];
  const both = { "filter[close][gte]": "2026-03-10", "filter[close][lte]": "2026-03-31" };
  expect(asked(one, other)).toEqual(both);
  expect(asked(other, one)).toEqual(both);
});

test("me is the reader, and what is no field is not asked", () => {
  expect(asked(["owner", "in", "me,u2"], ["nothing", "eq", "1"])).toEqual({ "filter[owner][in]": "u1,u2" });
});

test("an address keeps a relative word", () => {
  const condition: Condition = { field: "close", comparison: "eq", value: "this-month" };
  expect(withFilters({ sort: "name" }, filtersFor(condition))).toEqual({
    sort: "name",
    "filter[close][eq]": "this-month",
  });
});

test("a comparison that there is not reads as it was written", () => {
  for (const name of ["__proto__", "constructor"])
    for (const kind of ["text", "date", "tags"]) expect(wordOf(name, field("name", kind))).toBe(name);
});

test("conditions read back as they were said", () => {
  const comparison = fc.constantFrom("eq", "ne", "in", "gt", "lt", "between", "empty", "filled");
  const condition = fc
    .record({
      field: fc.constantFrom("a", "b", "c.d"),
      comparison,
      value: fc.string({ minLength: 1 }),
      to: fc.string(),
    })
    .map(({ to, value, ...rest }): Condition => {
      if (rest.comparison === "between") return { ...rest, value, to };
      return { ...rest, value: ["empty", "filled"].includes(rest.comparison) ? "" : value };
    });
  const conditions = fc.uniqueArray(condition, { selector: ({ field: name }) => name });
  fc.assert(
    fc.property(conditions, (said) => {
      expect(conditionsOf(filtersOf(withFilters({}, said.flatMap(filtersFor))))).toEqual(said);
    }),
  );
});
