import fc from "fast-check";
import { expect, test } from "vitest";
import type { SessionCaller } from "../access/caller.ts";
import { callerCache } from "./caller-cache.ts";

const caller = (userId: string): SessionCaller => ({
  type: "user",
  userId,
  name: userId,
  email: `${userId}@acme.test`,
  sessionId: userId,
  operator: false,
  membership: null,
});
const known = (userId: string, until = 1_000) => ({
  caller: caller(userId),
  until,
  subjects: [`user:${userId}`, "organization:acme"],
});

test("a caller is known until their time is over", () => {
  const cache = callerCache(10);
  cache.keep("ada's", known("ada"), cache.changes());
  expect(cache.get("ada's", 999)).toMatchObject({ userId: "ada" });
  expect(cache.get("ada's", 1_000)).toBeUndefined();
  expect(cache.get("ada's", 0)).toBeUndefined();
});

test("a change forgets whom it concerns, and only them", () => {
  const cache = callerCache(10);
  for (const person of ["ada", "mia"]) cache.keep(`${person}'s`, known(person), cache.changes());
  cache.forget("user:ada");
  expect(cache.get("ada's", 0)).toBeUndefined();
  expect(cache.get("mia's", 0)).toBeDefined();
  cache.forget("organization:acme");
  expect(cache.get("mia's", 0)).toBeUndefined();
});

test("what was looked up before a change is not kept after it", () => {
  const cache = callerCache(10);
  const begun = cache.changes();
  cache.forget("user:ada");
  cache.keep("ada's", known("ada"), begun);
  expect(cache.get("ada's", 0)).toBeUndefined();
});

test("the least used is forgotten first, and memory is bounded", () => {
  const cache = callerCache(2);
  for (const person of ["ada", "alan"]) cache.keep(person, known(person), cache.changes());
  cache.get("ada", 0);
  cache.keep("mia", known("mia"), cache.changes());
  expect(["ada", "alan", "mia"].map((person) => cache.get(person, 0)?.type)).toEqual(["user", undefined, "user"]);
});

test("whatever happens, nobody is known whose subject changed since", () => {
  const step = fc.record({
    person: fc.constantFrom("ada", "alan", "mia", "victor"),
    act: fc.constantFrom("keep", "get", "forget", "clear"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = callerCache(3);
      const may = new Set<string>();
      for (const { person, act } of steps) {
        if (act === "keep") {
          cache.keep(person, known(person), cache.changes());
          may.add(person);
        } else if (act === "forget") {
          cache.forget(`user:${person}`);
          may.delete(person);
        } else if (act === "clear") {
          cache.clear();
          may.clear();
        }
        const found = cache.get(person, 0);
        expect(found === undefined || may.has(person)).toBe(true);
      }
      expect(["ada", "alan", "mia", "victor"].filter((person) => cache.get(person, 0)).length).toBeLessThanOrEqual(3);
    }),
  );
});
