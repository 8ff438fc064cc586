import { expect, test } from "vitest";
import { matchOf, rangesOf, strongScore } from "./match.ts";

const score = (text: string, typed: string) => matchOf(text, typed)?.score ?? 0;

test("the beginning of the text goes before the beginning of a word, before initials, before the inside of a word", () => {
  const scores = [score("Settings", "set"), score("Go to settings", "set"), score("Go to settings", "gs")];
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores.at(-1)).toBeGreaterThan(strongScore);
  expect(score("Assets", "set")).toBeLessThan(strongScore);
});

test("every typed word has to fit, in any order", () => {
  expect(matchOf("New contact", "con new")?.ranges).toEqual([
    [0, 3],
    [4, 7],
  ]);
  expect(matchOf("New contact", "new lead")).toBeNull();
});

test("what means something in a pattern is only text", () => {
  expect(matchOf("Sum (net)", "(n")?.ranges).toEqual([[4, 6]]);
  expect(matchOf("Sum", ".*")).toBeNull();
});

test("accents and case make no difference, and highlights stay in place", () => {
  expect(rangesOf("Café Müller", "muller CAFE")).toEqual([
    [0, 4],
    [5, 11],
  ]);
});

test("nothing typed matches nothing", () => {
  expect(matchOf("Settings", " ")).toBeNull();
});
