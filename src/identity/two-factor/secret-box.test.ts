import { expect, test } from "vitest";
import { secretBox } from "./secret-box.ts";

const box = secretBox("a secret of tests, 32 characters or more");
const bytes = Buffer.from("12345678901234567890");

test("opens what it sealed, for its owner alone", () => {
  const sealed = box.seal("ada", bytes);
  expect(box.open("ada", sealed)).toEqual(bytes);
  expect(box.open("mallory", sealed)).toBeNull();
  expect(secretBox("another secret of tests, as long as it").open("ada", sealed)).toBeNull();
});

test("what is sealed does not show, and is never the same", () => {
  const [one, other] = [box.seal("ada", bytes), box.seal("ada", bytes)];
  expect(one).not.toEqual(other);
  expect(one.includes(bytes)).toBe(false);
});

test("what was changed, or is nothing of ours, stays closed", () => {
  const sealed = box.seal("ada", bytes);
  for (const [at] of sealed.entries()) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(box.open("ada", changed), `byte ${at}`).toBeNull();
  }
  for (const length of [0, 1, 12, 28, sealed.length - 1])
    expect(box.open("ada", sealed.subarray(0, length)), `${length} bytes`).toBeNull();
});
