import fc from "fast-check";
import { expect, test } from "vitest";
import { isBack, isOver } from "./rule.ts";
import { rules } from "./rules.ts";
import { step } from "./standing.ts";
import type { Standing } from "./standing.ts";

const rule = { when: "above", back: 0.5, holdsMinutes: 2, backMinutes: 3 } as const;
const threshold = 10;
const minute = 60_000;
const start = Date.UTC(2026, 10, 23);

/** What comes of values, one a minute; undefined where nothing was measured. */
function turnsOf(values: readonly (number | null | undefined)[]): ("raise" | "resolve" | null)[] {
  let standing: Standing = { isOpen: false, overSince: null, underSince: null, measuredAt: null };
  return values.map((value, at) => {
    if (value === undefined) return null;
    const now = new Date(start + at * minute);
    const { turn, ...next } = step(rule, threshold, standing, value, now);
    standing = { ...next, isOpen: turn === null ? standing.isOpen : turn === "raise", measuredAt: now };
    return turn;
  });
}

test("it is raised once it has held, and resolved once it has been back for long enough", () => {
  // 8 is under the threshold, and not back yet.
  const turns = turnsOf([11, 11, 11, 50, 8, 5, 5, 5, 5]);
  expect(turns).toEqual([null, null, "raise", null, null, null, null, null, "resolve"]);
});

test("what trembles at the threshold is neither raised, nor raised again", () => {
  expect(turnsOf([11, 9, 11, 9, 11, 10])).toEqual(Array(6).fill(null));
  const turns = turnsOf([11, 11, 11, 9, 11, 9, 4, 11, 4, 4, 11]);
  expect(turns.filter((turn) => turn !== null)).toEqual(["raise"]);
});

test("nothing to measure is well, and of a gap nothing is known", () => {
  expect(turnsOf([11, 11, 11, null, null, null, null]).at(-1)).toBe("resolve");
  expect(turnsOf([11, undefined, undefined, undefined, undefined, undefined, 11, 11]).every((turn) => !turn)).toBe(
    true,
  );
});

test("turns take turns, whatever is measured", () => {
  const value = fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constantFrom(null, undefined));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const turns = turnsOf(values).filter((turn) => turn !== null);
      expect(turns).toEqual(turns.map((_, at) => (at % 2 === 0 ? "raise" : "resolve")));
    }),
  );
});

test("every rule is declared so that it can be raised and resolved, and nothing is both", () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const one of rules) {
    expect(one.name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(one.threshold, one.name).toBeGreaterThanOrEqual(one.least);
    expect(one.threshold, one.name).toBeLessThanOrEqual(one.most);
    for (const bound of [one.least, one.threshold, one.most]) {
      expect(isOver(one, bound, bound), one.name).toBe(false);
      for (const value of [0, bound * one.back, bound, bound * 1.01 + 1])
        expect(isOver(one, bound, value) && isBack(one, bound, value), one.name).toBe(false);
    }
    expect(one.next, one.name).toMatch(/^[A-Z].*\.$/);
  }
});
