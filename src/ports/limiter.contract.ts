import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { intervalMicros } from "./bucket.ts";
import type { Rate } from "./rate.ts";
import type { Decision, Limiter, Policy } from "./limiter.ts";

/** What a suite needs of an adapter: a fresh limiter, and power over the time that it sees. */
export interface LimiterBench {
  limiter: Limiter;
  /** Lets time pass; a negative number sets the clock back. */
  advance(micros: number): Promise<void> | void;
  close?(): Promise<void>;
}

const ratesOf = (strict: fc.Arbitrary<boolean>): fc.Arbitrary<Rate> =>
  fc.record({
    limit: fc.integer({ min: 1, max: 40 }),
    windowSeconds: fc.integer({ min: 1, max: 7200 }),
    strict,
  });

export const rates = ratesOf(fc.boolean());
/** Two of one strictness, as the plans are. */
const pairs = fc.boolean().chain((strict) => fc.tuple(ratesOf(fc.constant(strict)), ratesOf(fc.constant(strict))));

/** Until a drained bucket has a unit again. */
const untilOneMore = (rate: Rate): number => (rate.strict ? rate.windowSeconds * 1_000_000 : intervalMicros(rate));

/** The bound that is documented: the capacity, and what the rate refills. A strict one is narrower still. */
function promised(rate: Rate, elapsedMicros: number): number {
  return rate.limit + Math.floor((elapsedMicros * rate.limit) / (rate.windowSeconds * 1_000_000));
}

/** The promises that every limiter keeps, whatever its store. */
export function limiterContract(name: string, bench: () => Promise<LimiterBench> | LimiterBench): void {
  describe(`${name} keeps the limiter's contract`, () => {
    let it: LimiterBench;
    let serial = 0;
    beforeEach(async () => {
      it = await bench();
    });
    afterEach(async () => {
      await it.close?.();
    });

    const policyOf = (rate: Rate, policyName = "tested"): Policy => ({ ...rate, name: policyName, scope: "user" });
    const freshKey = (): string => `key-${serial++}`;
    const take = (policy: Policy, key: string, cost = 1): Promise<Decision> =>
      it.limiter.take([{ policy, key, cost }]).then(([decision]) => decision!);
    const look = (policy: Policy, key: string): Promise<Decision> =>
      it.limiter.peek([{ policy, key }]).then(([decision]) => decision!);
    const drain = async (policy: Policy, key: string): Promise<void> => {
      await take(policy, key, policy.limit);
    };

    test("never admits more than the capacity and the refill, whatever the interleaving", async () => {
      const step = fc.record({
        wait: fc.integer({ min: 0, max: 9_000_000 }),
        burst: fc.integer({ min: 1, max: 12 }),
        cost: fc.integer({ min: 1, max: 5 }),
      });
      await fc.assert(
        fc.asyncProperty(rates, fc.array(step, { maxLength: 25 }), async (rate, steps) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          let [admitted, elapsed] = [0, 0];
          for (const { wait, burst, cost } of steps) {
            await it.advance(wait);
            elapsed += wait;
            const decisions = await Promise.all(Array.from({ length: burst }, () => take(policy, key, cost)));
            admitted += decisions.filter(({ allowed }) => allowed).length * cost;
            expect(admitted).toBeLessThanOrEqual(promised(rate, elapsed));
          }
        }),
      );
    });

    test("admits all that it promises: the whole capacity, then what time gives back", async () => {
      await fc.assert(
        fc.asyncProperty(rates, async (rate) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          for (let left = rate.limit - 1; left >= 0; left--) {
            expect(await take(policy, key)).toMatchObject({ allowed: true, remaining: left });
          }
          expect(await take(policy, key)).toMatchObject({ allowed: false, remaining: 0 });
          await it.advance(untilOneMore(rate));
          expect(await take(policy, key)).toMatchObject({ allowed: true, remaining: rate.strict ? rate.limit - 1 : 0 });
        }),
      );
    });

    test("a strict policy never admits more than its limit in any window, wherever it begins", async () => {
      const many = fc.record({
        limit: fc.integer({ min: 1, max: 300 }),
        windowSeconds: fc.integer({ min: 1, max: 60 }),
      });
      const step = fc.record({ wait: fc.integer({ min: 0, max: 20_000_000 }), cost: fc.integer({ min: 1, max: 200 }) });
      await fc.assert(
        fc.asyncProperty(many, fc.array(step, { maxLength: 40 }), async (rate, steps) => {
          const [policy, key] = [policyOf({ ...rate, strict: true }), freshKey()];
          const admitted: { at: number; units: number }[] = [];
          let now = 0;
          for (const { wait, cost } of steps) {
            await it.advance(wait);
            now += wait;
            if ((await take(policy, key, cost)).allowed) admitted.push({ at: now, units: cost });
            const recent = admitted.filter(({ at }) => at + rate.windowSeconds * 1_000_000 > now);
            const used = recent.reduce((sum, { units }) => sum + units, 0);
            expect(used).toBeLessThanOrEqual(rate.limit);
            expect((await look(policy, key)).remaining).toBeLessThanOrEqual(rate.limit - used);
          }
        }),
      );
    });

    test("a strict policy of many units keeps a client waiting by a sixty-fourth of its window at most", async () => {
      const many = fc.record({
        limit: fc.integer({ min: 65, max: 300 }),
        windowSeconds: fc.integer({ min: 1, max: 60 }),
      });
      await fc.assert(
        fc.asyncProperty(many, fc.nat(90_000_000), async (rate, start) => {
          const [policy, key] = [policyOf({ ...rate, strict: true }), freshKey()];
          await it.advance(start);
          await drain(policy, key);
          const { retryAfterMicros } = await take(policy, key);
          const window = rate.windowSeconds * 1_000_000;
          expect(retryAfterMicros).toBeGreaterThanOrEqual(window);
          expect(retryAfterMicros).toBeLessThanOrEqual(window + Math.ceil(window / 64));
          await it.advance(retryAfterMicros! - 1);
          expect(await take(policy, key)).toMatchObject({ allowed: false, retryAfterMicros: 1 });
          await it.advance(1);
          expect(await take(policy, key)).toMatchObject({ allowed: true, remaining: rate.limit - 1 });
        }),
      );
    });

    test("refills to the microsecond", async () => {
      await fc.assert(
        fc.asyncProperty(rates, async (rate) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          await drain(policy, key);
          await it.advance(untilOneMore(rate) - 1);
          expect(await take(policy, key)).toMatchObject({ allowed: false, retryAfterMicros: 1, resetMicros: 1 });
          await it.advance(1);
          expect(await take(policy, key)).toMatchObject({ allowed: true });
        }),
      );
    });

    test("a client that waits exactly as long as told succeeds, and a microsecond less is too early", async () => {
      const costs = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
      await fc.assert(
        fc.asyncProperty(rates, costs, fc.nat(1_000_000), async (rate, [first, second], wait) => {
          fc.pre(first <= rate.limit && second <= rate.limit);
          const [policy, key] = [policyOf(rate), freshKey()];
          await take(policy, key, first);
          await it.advance(wait);
          const denied = await take(policy, key, second);
          if (denied.allowed) return;
          await it.advance(denied.retryAfterMicros! - 1);
          expect(await take(policy, key, second)).toMatchObject({ allowed: false, retryAfterMicros: 1 });
          await it.advance(1);
          expect((await take(policy, key, second)).allowed).toBe(true);
        }),
      );
    });

    test("a denial changes nothing", async () => {
      await fc.assert(
        fc.asyncProperty(rates, fc.integer({ min: 1, max: 30 }), async (rate, attempts) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          await drain(policy, key);
          const before = await look(policy, key);
          for (let attempt = 0; attempt < attempts; attempt++) await take(policy, key);
          expect(await look(policy, key)).toEqual(before);
        }),
      );
    });

    test("several buckets give together or not at all", async () => {
      const [narrow, wide] = [
        policyOf({ limit: 1, windowSeconds: 60 }, "narrow"),
        policyOf({ limit: 9, windowSeconds: 60 }, "wide"),
      ];
      const [a, b] = [freshKey(), freshKey()];
      const both = [
        { policy: wide, key: a },
        { policy: narrow, key: b },
      ];
      expect(await it.limiter.take(both)).toMatchObject([
        { allowed: true, remaining: 8 },
        { allowed: true, remaining: 0 },
      ]);
      expect(await it.limiter.take(both)).toMatchObject([
        { allowed: true, remaining: 8 },
        { allowed: false, remaining: 0 },
      ]);
      expect(await look(wide, a)).toMatchObject({ remaining: 8 });
    });

    test("one bucket named twice in a call is charged twice", async () => {
      const [policy, key] = [policyOf({ limit: 3, windowSeconds: 60 }), freshKey()];
      const twice = [
        { policy, key },
        { policy, key },
      ];
      expect(await it.limiter.take(twice)).toMatchObject([
        { allowed: true, remaining: 1 },
        { allowed: true, remaining: 1 },
      ]);
      expect(await it.limiter.take(twice)).toMatchObject([{ allowed: true }, { allowed: false }]);
      expect(await look(policy, key)).toMatchObject({ remaining: 1 });
    });

    test("a cost above the capacity is refused without charge, and no waiting is promised", async () => {
      await fc.assert(
        fc.asyncProperty(rates, fc.integer({ min: 1, max: 100 }), async (rate, excess) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          expect(await take(policy, key, rate.limit + excess)).toMatchObject({
            allowed: false,
            retryAfterMicros: null,
          });
          expect(await look(policy, key)).toMatchObject({ remaining: rate.limit, resetMicros: 0 });
        }),
      );
    });

    test("a change of plan carries the units consumed over, up and down", async () => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.nat(40), async ([before, after], wanted) => {
          const [key, used] = [freshKey(), Math.min(wanted, before.limit)];
          if (used > 0) await take(policyOf(before), key, used);
          expect((await look(policyOf(after), key)).remaining).toBe(Math.max(0, after.limit - used));
          const decision = await take(policyOf(after), key);
          const left = Math.max(0, after.limit - used);
          expect(decision).toMatchObject({ allowed: left > 0, remaining: Math.max(0, left - 1) });
        }),
      );
    });

    test("a change of plan carries a part of a unit over as a whole one, whenever it comes", async () => {
      const buckets = ratesOf(fc.constant(false));
      await fc.assert(
        fc.asyncProperty(buckets, buckets, fc.nat(40), fc.nat(1_000), async (before, after, wanted, part) => {
          const [key, used] = [freshKey(), Math.min(wanted, before.limit)];
          if (used > 0) await take(policyOf(before), key, used);
          const debt = used * intervalMicros(before);
          const wait = Math.floor((debt * part) / 1_000);
          await it.advance(wait);
          const left = Math.max(0, after.limit - Math.ceil((debt - wait) / intervalMicros(before)));
          expect((await look(policyOf(after), key)).remaining).toBe(left);
          const decision = await take(policyOf(after), key);
          expect(decision).toMatchObject({ allowed: left > 0, remaining: Math.max(0, left - 1) });
        }),
      );
    });

    test("changing the plan to and fro gives nothing away", async () => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.array(fc.boolean(), { maxLength: 30 }), async ([one, other], turns) => {
          const key = freshKey();
          let admitted = 0;
          for (const turn of turns) if ((await take(policyOf(turn ? one : other), key)).allowed) admitted++;
          expect(admitted).toBeLessThanOrEqual(Math.max(one.limit, other.limit));
        }),
      );
    });

    test("a clock that is set back gives nothing away", async () => {
      const few = fc.integer({ min: 1, max: 5 });
      const short = fc.record({ limit: few, windowSeconds: few, strict: fc.boolean() });
      const jump = fc.record({ micros: fc.integer({ min: -9_000_000, max: 9_000_000 }), attempts: fc.nat(6) });
      await fc.assert(
        fc.asyncProperty(short, fc.array(jump, { maxLength: 30 }), async (rate, jumps) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          // A limiter cannot know of time before its first question.
          await look(policy, key);
          let [admitted, position, furthest] = [0, 0, 0];
          for (const { micros, attempts } of jumps) {
            await it.advance(micros);
            position += micros;
            furthest = Math.max(furthest, position);
            for (let attempt = 0; attempt < attempts; attempt++) if ((await take(policy, key)).allowed) admitted++;
            expect(admitted).toBeLessThanOrEqual(promised(rate, furthest));
          }
          await it.advance(furthest - position);
        }),
      );
    });

    test("what is given back can be taken again, and never more", async () => {
      await fc.assert(
        fc.asyncProperty(rates, fc.integer({ min: 1, max: 60 }), async (rate, returned) => {
          const [policy, key] = [policyOf(rate), freshKey()];
          await drain(policy, key);
          await it.limiter.giveBack([{ policy, key, cost: returned }]);
          expect((await look(policy, key)).remaining).toBe(Math.min(rate.limit, returned));
        }),
      );
    });

    test("looking costs nothing and agrees with the taking that follows", async () => {
      const [policy, key] = [policyOf({ limit: 2, windowSeconds: 60 }), freshKey()];
      for (let looks = 0; looks < 5; looks++)
        expect(await look(policy, key)).toMatchObject({ allowed: true, remaining: 2 });
      await drain(policy, key);
      expect(await look(policy, key)).toEqual(await take(policy, key));
    });

    test("keys and policies do not meet", async () => {
      const rate = { limit: 1, windowSeconds: 60 };
      const [a, b] = [freshKey(), freshKey()];
      expect((await take(policyOf(rate), a)).allowed).toBe(true);
      expect((await take(policyOf(rate), b)).allowed).toBe(true);
      expect((await take(policyOf(rate, "another"), a)).allowed).toBe(true);
      expect((await take(policyOf(rate), a)).allowed).toBe(false);
    });

    test("a cost that is no whole number is a mistake of the program", async () => {
      for (const cost of [0, -1, 0.5, Number.NaN])
        await expect(take(policyOf({ limit: 1, windowSeconds: 1 }), freshKey(), cost)).rejects.toThrow(RangeError);
    });
  });
}
