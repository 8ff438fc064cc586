import { expect, test } from "vitest";
import { diffWords } from "./text-diff.ts";

const shown = (from: string, to: string) =>
  diffWords(from, to)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}-]` : `{+${text}+}`))
    .join("");

test.each([
  ["Call them on Monday", "Call them on Friday", "Call them on [-Monday-]{+Friday+}"],
  ["", "New", "{+New+}"],
  ["Old", "", "[-Old-]"],
  ["Same", "Same", "Same"],
  ["a b c", "a c", "a [-b -]c"],
  ["Grüße, Welt", "Grüße, liebe Welt", "Grüße, {+liebe +}Welt"],
])("%j became %j", (from, to, expected) => expect(shown(from, to)).toBe(expected));

test("texts too long to compare word by word are told as a whole", () => {
  const long = "word ".repeat(2_000);
  expect(diffWords(long, `${long}more`)).toHaveLength(2);
});
