import { expect, test } from "vitest";
import { strengthOf } from "./password-strength.ts";

test.each([
  ["short", 0],
  ["12345678", 1],
  ["aaaaaaaaaaaa", 1],
  ["Password2026!", 1],
  ["ada.lovelace1", 1],
  ["tulip-42", 2],
  ["correct horse battery", 4],
  ["V7#qLw9!zR2m", 4],
])("%s is worth %i", (password, score) => {
  expect(strengthOf(password, "ada.lovelace@example.test", 8).score).toBe(score);
});
