import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

const folder = join(import.meta.dirname, "../../shared/vectors/jcs");
const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe.skipIf(!existsSync(folder))("vectors of cyberphone/json-canonicalization", () => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".input.json")) : [];
  test.each(names)("%s", (name) => {
    expect(canonicalJson(JSON.parse(read(name)))).toBe(read(name.replace("input", "output")).trim());
  });
});

test("any value has one canonical form, whatever the order of its members", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", 1n, undefined])("%s is no JSON", (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
