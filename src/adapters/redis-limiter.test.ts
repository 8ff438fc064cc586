import { createClient, RESP_TYPES } from "@redis/client";
import { afterAll, describe, expect, test } from "vitest";
import { ownRedis } from "../../tests/redis.ts";
import type { Policy } from "../ports/limiter.ts";
import { limiterContract } from "../ports/limiter.contract.ts";
import { redisLimiter } from "./redis-limiter.ts";

const redis = await ownRedis();
afterAll(() => redis.kill());

const start = Date.UTC(2026, 10, 22) * 1_000;
let serial = 0;

/** Moves Redis's time and, unless told otherwise, the process's own with it. */
async function bench(prefix = `bench-${serial++}`) {
  const clock = { redis: start, own: 0 };
  const limiter = redisLimiter({
    url: redis.url,
    prefix,
    monotonicMicros: () => clock.own,
    redisMicros: () => clock.redis,
    failed: (error) => {
      throw error;
    },
  });
  const advance = (micros: number) => {
    clock.redis += micros;
    clock.own += Math.max(0, micros);
  };
  await expect.poll(() => limiter.announce("this").catch(() => 0)).toBe(1);
  return { limiter, clock, advance, close: limiter.close };
}

limiterContract("the Redis limiter", bench);

describe("Redis's clock", () => {
  const hourly: Policy = { name: "hourly", scope: "user", limit: 100, windowSeconds: 3_600 };
  const drain = { policy: hourly, key: "a", cost: 100 };

  test("set forth by an hour, it gives nothing away, nor when it is set back again", async () => {
    const { limiter, clock, advance, close } = await bench();
    await limiter.take([drain]);
    clock.redis += 3_600_000_000;
    for (let call = 0; call < 20; call++) {
      const [decision] = await limiter.take([{ policy: hourly, key: "a" }]);
      expect(decision!.allowed).toBe(false);
    }
    advance(36_000_000);
    expect(await limiter.take([{ policy: hourly, key: "a" }])).toMatchObject([{ allowed: true, remaining: 0 }]);
    clock.redis -= 3_600_000_000;
    advance(72_000_000);
    expect(await limiter.peek([{ policy: hourly, key: "a" }])).toMatchObject([{ remaining: 2 }]);
    await close();
  });

  test("without another, it is Redis's own, and a bucket is forgotten by it", async () => {
    const limiter = redisLimiter({
      url: redis.url,
      prefix: "own",
      monotonicMicros: () => performance.now() * 1_000,
      failed: () => {},
    });
    await expect.poll(() => limiter.announce("this").catch(() => 0)).toBe(1);
    const quick: Policy = { name: "quick", scope: "user", limit: 100_000, windowSeconds: 1 };
    await limiter.take([{ policy: quick, key: "a" }]);
    const client = await createClient({ url: redis.url }).connect();
    const bytes = await client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }).get("own:limit:quick:a");
    expect(Math.abs(bytes!.readDoubleLE(0) / 1_000 - Date.now())).toBeLessThan(60_000);
    expect(bytes!.readDoubleLE(8) - bytes!.readDoubleLE(0)).toBe(10);
    expect(await client.pTTL("own:limit:quick:a")).toBeLessThanOrEqual(60_001);
    client.destroy();
    await limiter.close();
  });
});

test("a bucket in debt is kept until it is full, and for a minute more", async () => {
  const { limiter, close } = await bench("kept");
  const hourly: Policy = { name: "hourly", scope: "address", limit: 100, windowSeconds: 3_600 };
  const strict: Policy = { ...hourly, name: "strict", limit: 5, strict: true };
  await limiter.take([
    { policy: hourly, key: "a", cost: 50 },
    { policy: strict, key: "a" },
  ]);
  const client = await createClient({ url: redis.url }).connect();
  const kept = await Promise.all(["hourly:a", "strict!:a"].map((name) => client.pTTL(`kept:limit:${name}`)));
  const [half, whole] = kept.map((milliseconds) => milliseconds / 1_000 - 60) as [number, number];
  // What is left of it, less the time that this test has taken.
  expect(half).toBeGreaterThan(1_800 - 60);
  expect(half).toBeLessThanOrEqual(1_800);
  expect(whole).toBeGreaterThan(3_600 - 60);
  expect(whole).toBeLessThanOrEqual(3_600);
  await limiter.giveBack([{ policy: hourly, key: "a", cost: 50 }]);
  expect(await client.exists("kept:limit:hourly:a")).toBe(0);
  client.destroy();
  await close();
});

test("a denial writes nothing", async () => {
  const { limiter, advance, close } = await bench("still");
  const policy: Policy = { name: "one", scope: "user", limit: 1, windowSeconds: 60 };
  await limiter.take([{ policy, key: "a" }]);
  const client = await createClient({ url: redis.url }).connect();
  const all = async () => Promise.all((await client.keys("still:*")).toSorted().map((key) => client.dump(key)));
  const before = await all();
  advance(1_000_000);
  expect(
    await limiter.take([
      { policy, key: "a" },
      { policy, key: "b" },
    ]),
  ).toMatchObject([{ allowed: false }, { allowed: true }]);
  await limiter.peek([{ policy, key: "c" }]);
  expect(await all()).toEqual(before);
  client.destroy();
  await close();
});
