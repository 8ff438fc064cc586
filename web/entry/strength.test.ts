import { expect, test } from "vitest";
import { strengthOf } from "./strength.ts";

test.each([
  ["short", 0],
  ["password1234", 1],
  ["aaaaaaaaaaaa", 1],
  ["12345678", 1],
  ["summer26", 1],
  ["summer2026", 2],
  ["Summer-26-rain", 4],
  ["correct horse battery", 4],
])("%j is of strength %i", (password, strength) => expect(strengthOf(password)).toBe(strength));
