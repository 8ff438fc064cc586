import { expect, test } from "vitest";
import fc from "fast-check";
import { neutraliseCell, restoreCell } from "./formula.ts";

test.each(["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "+cmd|' /C calc'!A0", "-", "+49-30-123456"])(
  "%j cannot run",
  (cell) => expect(neutraliseCell(cell)).toBe(`'${cell}`),
);

test.each(["", "x", "-12.50", "+3", "+49 30 901820", "+1 (555) 010.2233", "'quoted'", "1=1"])(
  "%j stays as it is",
  (cell) => expect(neutraliseCell(cell)).toBe(cell),
);

test("every text comes back", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^['=+\-@\t\r0-9a]*$/), (text) => restoreCell(neutraliseCell(text)) === text),
  );
});
