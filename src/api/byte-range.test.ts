import { expect, test } from "vitest";
import { namesTag, readRange } from "./byte-range.ts";

test.each([
  ["bytes=0-3", { start: 0, end: 4 }],
  ["bytes=4-", { start: 4, end: 10 }],
  ["bytes=-3", { start: 7, end: 10 }],
  ["bytes=-99", { start: 0, end: 10 }],
  ["bytes=8-99", { start: 8, end: 10 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=3-1", null],
  ["bytes=0-1,4-5", null],
  ["bytes=-", null],
  ["lines=0-3", null],
  [null, null],
])("%s of ten bytes", (field, expected) => {
  expect(readRange(field, 10)).toEqual(expected);
});

test("tags match in a list, weak ones too", () => {
  expect(namesTag('"a", W/"b"', '"b"')).toBe(true);
  expect(namesTag("*", '"b"')).toBe(true);
  expect(namesTag('"a"', '"b"')).toBe(false);
});
