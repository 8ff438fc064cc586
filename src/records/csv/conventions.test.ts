import { expect, test } from "vitest";
import fc from "fast-check";
import { dateReadings, readInstant } from "./dates.ts";
import { numberReadings } from "./numbers.ts";
import { ColumnSurvey } from "./survey.ts";
import type { ColumnConventions, Surveyed } from "./survey.ts";

const any = (day: string) => ({ ymd: day, dmy: day, mdy: day });

test.each([
  ["2016-10-20", any("2016-10-20")],
  ["2016/1/5", any("2016-01-05")],
  ["20161020", any("2016-10-20")],
  ["2016-10-20T08:15:00Z", any("2016-10-20")],
  ["10/20/2016", { mdy: "2016-10-20" }],
  ["20.10.2016 08:15", { dmy: "2016-10-20" }],
  ["5. 1. 2016", { dmy: "2016-01-05", mdy: "2016-05-01" }],
  ["1/2/03", { dmy: "2003-02-01", mdy: "2003-01-02", ymd: "2001-02-03" }],
  ["31-12-99", { dmy: "1999-12-31" }],
  ["29/02/2023", {}],
  ["5 Jan 2024", any("2024-01-05")],
  ["05-Jan-24", any("2024-01-05")],
  ["January 5th, 2024", any("2024-01-05")],
  ["Fri, 5 Jan 2024 10:00:00 GMT", any("2024-01-05")],
  ["5. März 2024", any("2024-03-05")],
  ["1er août 2024", any("2024-08-01")],
  ["5 de enero de 2024", any("2024-01-05")],
  ["2024-Jan-05", any("2024-01-05")],
  ["tomorrow", {}],
  ["1.234,56", {}],
])("the date %j", (text, readings) => expect(dateReadings(text)).toEqual(readings));

test.each([
  ["5/1/2024 3:04 PM", "2024-01-05T15:04:00.000Z"],
  ["5/1/2024 12:04am", "2024-01-05T00:04:00.000Z"],
  ["2024-01-05T10:11:12+02:00", "2024-01-05T08:11:12.000Z"],
  ["2024-01-05 10:11:12.345", "2024-01-05T10:11:12.345Z"],
  ["05.01.2024", "2024-01-05T00:00:00.000Z"],
  ["05.01.2024 25:00", undefined],
])("the moment %j", (text, moment) => expect(readInstant(text, "dmy")).toBe(moment));

test.each([
  ["1054", { ".": "1054", ",": "1054" }],
  ["1,234.56", { ".": "1234.56" }],
  ["1.234,56", { ",": "1234.56" }],
  ["1.234.567", { ",": "1234567" }],
  ["12,34,567", { ".": "1234567" }],
  ["1,234", { ".": "1234", ",": "1.234" }],
  ["0.234", { ".": "0.234" }],
  ["1.5", { ".": "1.5" }],
  ["$1,100.04", { ".": "1100.04" }],
  ["1 234,50 €", { ",": "1234.50" }],
  ["CHF 1’234.50", { ".": "1234.50" }],
  ["1100.04 EUR", { ".": "1100.04" }],
  ["(12.5)", { ".": "-12.5" }],
  ["-€5", { ".": "-5", ",": "-5" }],
  ["€-5", { ".": "-5", ",": "-5" }],
  ["5-", { ".": "-5", ",": "-5" }],
  ["12 %", { ".": "12", ",": "12" }],
  ["1.2E+05", { ".": "120000", ",": "120000" }],
  ["1.5e-3", { ".": "0.0015", ",": "0.0015" }],
  ["-0", { ".": "0", ",": "0" }],
  ["abc", {}],
  ["", {}],
  ["2024-01-05", {}],
])("the number %j", (text, readings) => expect(numberReadings(text)).toEqual(readings));

function survey(kinds: Surveyed[], rows: string[][], given?: ColumnConventions) {
  const columns = new ColumnSurvey(kinds);
  for (const row of rows) columns.see(row);
  return columns.conclude(given);
}

test("one telling value late in the column decides it", () => {
  const rows = [...Array.from({ length: 1_000 }, () => ["01/02/2024"]), ["13/02/2024"]];
  expect(survey(["date"], rows)).toEqual({ conventions: [{ dateOrder: "dmy" }], ambiguities: [] });
});

test("a column that leaves its order open follows the file's other dates", () => {
  expect(survey(["date", "date"], [["01/02/2024", "12/31/2024"]]).conventions).toEqual([
    { dateOrder: "mdy" },
    { dateOrder: "mdy" },
  ]);
});

test("what stays open is asked for, with examples, unless the caller said", () => {
  const rows = [
    ["01/02/2024", "1.234"],
    ["03/03/2024", "5"],
  ];
  expect(survey(["date", "number"], rows).ambiguities).toEqual([
    { column: 0, parameter: "dateOrder", examples: ["01/02/2024"] },
    { column: 1, parameter: "decimal", examples: ["1.234"] },
  ]);
  expect(survey(["date", "number"], rows, { dateOrder: "dmy", decimal: "," })).toEqual({
    conventions: [{ dateOrder: "dmy" }, { decimal: "," }],
    ambiguities: [],
  });
});

test("a stray value does not overturn a column, half of it leaves the order open", () => {
  const clear = Array.from({ length: 50 }, () => ["12/31/2024"]);
  expect(survey(["date"], [...clear, ["31/12/2024"]]).conventions).toEqual([{ dateOrder: "mdy" }]);
  expect(survey(["date"], [...clear, ...clear.map(() => ["31/12/2024"]), ["1/2/2024"]]).ambiguities).toHaveLength(1);
});

test("values without doubt need no answer", () => {
  expect(survey(["date", "number"], [["05/05/2024", "12"]]).ambiguities).toEqual([]);
  expect(survey(["integer"], [["1.234"]]).conventions).toEqual([{ decimal: "," }]);
});

test("no text makes a reading throw, and every reading is well formed", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[\d.,/\-:TZ €$%()eE+ ]{0,20}$/));
  fc.assert(
    fc.property(text, (value) => {
      for (const day of Object.values(dateReadings(value))) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
      for (const number of Object.values(numberReadings(value))) expect(number).toMatch(/^-?\d+(\.\d+)?$/);
      readInstant(value, "dmy");
    }),
    { numRuns: 3000 },
  );
});
