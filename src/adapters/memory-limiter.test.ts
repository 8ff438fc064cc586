import fc from "fast-check";
import { expect, test } from "vitest";
import type { Policy } from "../ports/limiter.ts";
import { limiterContract } from "../ports/limiter.contract.ts";
import { memoryLimiter } from "./memory-limiter.ts";

function movedByHand(): { monotonicMicros: () => number; micros: number } {
  const clock = { micros: 0, monotonicMicros: () => clock.micros };
  return clock;
}

function bench(settings: { capacity?: number; overflow?: number } = {}) {
  const clock = movedByHand();
  return { limiter: memoryLimiter({ clock, ...settings }), advance: (micros: number) => void (clock.micros += micros) };
}

limiterContract("the memory limiter", bench);

const policy: Policy = { name: "tested", scope: "address", limit: 3, windowSeconds: 30 };

test("more callers in debt than there is room for: nobody's debt is forgotten", async () => {
  const steps = fc.array(fc.record({ key: fc.nat(6), wait: fc.constantFrom(0, 0, 0, 3_000_000) }), {
    minLength: 20,
    maxLength: 80,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const { limiter, advance } = bench({ capacity: 2, overflow: 2 });
      const admitted = new Map<number, number>();
      let elapsed = 0;
      for (const { key, wait } of taken) {
        advance(wait);
        elapsed += wait;
        const [decision] = await limiter.take([{ policy, key: String(key) }]);
        if (decision!.allowed) admitted.set(key, (admitted.get(key) ?? 0) + 1);
        expect(admitted.get(key) ?? 0).toBeLessThanOrEqual(3 + Math.floor(elapsed / 10_000_000));
      }
    }),
  );
});

test("a flood of addresses forgets nobody who had nothing left, and gives none of them more than the limit", async () => {
  const { limiter } = bench({ capacity: 1_000, overflow: 64 });
  const debtors = Array.from({ length: 50 }, (_, at) => ({ policy, key: `debtor-${at}`, cost: 3 }));
  for (const debtor of debtors) await limiter.take([debtor]);
  for (let address = 0; address < 50_000; address++) await limiter.take([{ policy, key: `address-${address}` }]);
  for (const { key } of debtors) expect(await limiter.take([{ policy, key }])).toMatchObject([{ allowed: false }]);
  // Those who came first have buckets of their own, the others share 64.
  const left = await limiter.peek(Array.from({ length: 2_000 }, (_, at) => ({ policy, key: `address-${at}` })));
  expect(left.slice(0, 950).map(({ remaining }) => remaining)).toEqual(Array.from({ length: 950 }, () => 2));
  expect(Math.max(...left.slice(950).map(({ remaining }) => remaining))).toBe(0);
});

test("callers who share a bucket for want of room are charged each, within one call too", async () => {
  const { limiter } = bench({ capacity: 0, overflow: 1 });
  const [a, b] = await limiter.take([
    { policy, key: "a" },
    { policy, key: "b" },
  ]);
  expect([a!.remaining, b!.remaining]).toEqual([1, 1]);
});

test("room taken by callers whose buckets are full again is given to others", async () => {
  const { limiter, advance } = bench({ capacity: 2, overflow: 1 });
  for (const key of ["a", "b", "c", "d"]) await limiter.take([{ policy, key }]);
  advance(60_000_000);
  for (const key of ["e", "f"])
    await limiter.take([
      { policy, key },
      { policy, key },
    ]);
  expect(
    await limiter.peek([
      { policy, key: "e" },
      { policy, key: "f" },
      { policy, key: "g" },
    ]),
  ).toMatchObject([{ remaining: 1 }, { remaining: 1 }, { remaining: 3 }]);
});
