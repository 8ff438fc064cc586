import { expect, test } from "vitest";
import { isCommonPassword } from "./common-password.ts";

test.each([
  "password",
  "Passwort1!",
  "p@ssw0rd2026",
  "12345678",
  "87654321",
  "00000000",
  "abababab",
  "qwertzui",
  "qwerty123",
  "admin123!",
  "NextCRM-2026",
])("%j is tried first", (password) => expect(isCommonPassword(password)).toBe(true));

test.each([
  "correct horse battery",
  "a password of benchmarks",
  "summer-rain-26",
  "demo-7rkq-2m4z-p9xd",
  "lovelace",
  "пароль для входа",
  "👍🏽 ok, then",
])("%j is not", (password) => expect(isCommonPassword(password)).toBe(false));
