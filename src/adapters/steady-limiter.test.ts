import { createClient } from "@redis/client";
import { afterAll, expect, test } from "vitest";
import { ownRedis } from "../../tests/redis.ts";
import type { Limiter, Policy, Take } from "../ports/limiter.ts";
import { memoryLimiter } from "./memory-limiter.ts";
import { redisLimiter } from "./redis-limiter.ts";
import type { SteadyLimiter } from "./steady-limiter.ts";
import { steadyLimiter } from "./steady-limiter.ts";

const redis = await ownRedis();
afterAll(() => redis.kill());

const ticking = { micros: 0, monotonicMicros: () => ticking.micros };
const policy: Policy = { name: "tested", scope: "user", limit: 9, windowSeconds: 3_600 };
const closed: Policy = { ...policy, name: "closed", failsClosed: true };
let serial = 0;
const key = () => `key-${serial++}`;

/** Where Redis is well it answers, however busy the machine. */
const patient = 10_000;

/** So many processes of one installation, each with a limiter of its own, all of which have seen each other. */
async function installation(processes: number, patienceMilliseconds?: number) {
  const prefix = `installation-${serial++}`;
  const told: string[] = [];
  const limiters = Array.from({ length: processes }, (_, at) =>
    steadyLimiter({
      shared: redisLimiter({
        url: redis.url,
        prefix,
        monotonicMicros: () => performance.now() * 1_000,
        failed: () => {},
      }),
      local: memoryLimiter({ clock: ticking }),
      process: `process-${at}`,
      monotonicMicros: ticking.monotonicMicros,
      ...(patienceMilliseconds !== undefined && { patienceMilliseconds }),
      changed: (state) => told.push(state),
    }),
  );
  for (const limiter of [...limiters, ...limiters]) await limiter.rollCall();
  return { limiters, told, close: () => Promise.all(limiters.map((limiter) => limiter.close())) };
}

const admitted = async (limiter: Limiter, request: Take, attempts: number) => {
  let count = 0;
  for (let attempt = 0; attempt < attempts; attempt++) if ((await limiter.take([request]))[0]!.allowed) count++;
  return count;
};

test("several processes draw from one bucket, also at once", async () => {
  const { limiters, close } = await installation(3, patient);
  const request = { policy, key: key() };
  const counts = await Promise.all(limiters.map((limiter) => admitted(limiter, request, 9)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9);
  expect(limiters.map((limiter) => limiter.state())).toEqual(["shared", "shared", "shared"]);
  await close();
});

test("while Redis is dead each process gives its part; what fails closed is refused; then it is shared again", async () => {
  const { limiters, told, close } = await installation(3);
  const [limiter] = limiters as [SteadyLimiter];
  const request = { policy, key: key() };
  await redis.kill();
  expect(await admitted(limiter, request, 9)).toBe(3);
  expect(await limiter.take([request])).toMatchObject([{ policy, allowed: false, remaining: 0 }]);
  expect(await limiter.take([{ ...request, cost: 4 }])).toMatchObject([
    { allowed: false, retryAfterMicros: 1_000_000 },
  ]);
  expect(await limiter.take([{ ...request, cost: 10 }])).toMatchObject([{ allowed: false, retryAfterMicros: null }]);
  const refusal = { status: 503, extras: { headers: { "Retry-After": "60" } } };
  await expect(limiter.take([request, { policy: closed, key: key() }])).rejects.toMatchObject(refusal);
  expect(await limiter.peek([request, { policy: closed, key: key() }])).toMatchObject([
    { policy, remaining: 0 },
    { policy: closed, allowed: false, remaining: 0, resetMicros: 60_000_000 },
  ]);
  expect([limiter.state(), told]).toEqual(["local", ["local"]]);

  await redis.start();
  await expect
    .poll(async () => {
      ticking.micros += 1_000_000;
      await limiter.peek([request]);
      return limiter.state();
    })
    .toBe("shared");
  expect(told).toEqual(["local", "shared"]);
  expect(await limiter.take([{ policy: closed, key: key() }])).toMatchObject([{ allowed: true }]);
  await close();
});

test("a Redis that does not answer keeps the first caller 50 ms, and the others not at all", async () => {
  const { limiters, close } = await installation(1);
  const [limiter] = limiters as [SteadyLimiter];
  redis.pause();
  const request = { policy: { ...policy, limit: 1_000 }, key: key() };
  const started = performance.now();
  expect(await admitted(limiter, request, 100)).toBe(100);
  // A thousand calls that each waited would take 5 s.
  expect(performance.now() - started).toBeLessThan(2_500);
  redis.resume();
  await expect
    .poll(async () => {
      ticking.micros += 1_000_000;
      await limiter.peek([request]);
      return limiter.state();
    })
    .toBe("shared");
  await close();
});

test("a process that was busy itself reads the answer that came meanwhile before it calls Redis silent", async () => {
  const { limiters, close } = await installation(1);
  const [limiter] = limiters as [SteadyLimiter];
  const request = { policy: { ...policy, limit: 1_000 }, key: key() };
  const decisions = Array.from({ length: 3 }, () => limiter.take([request]));
  // By then the question has been sent.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const since = performance.now();
  while (performance.now() - since < 300);
  await Promise.all(decisions);
  expect(limiter.state()).toBe("shared");
  await close();
});

test("a mistake of the program is no outage", async () => {
  const { limiters, close } = await installation(1, patient);
  const [limiter] = limiters as [SteadyLimiter];
  await expect(limiter.take([{ policy, key: key(), cost: 0 }])).rejects.toThrow(RangeError);
  expect(limiter.state()).toBe("shared");
  await close();
});

test("a Redis without memory to spare is away, and forgets nobody's debt", async () => {
  const { limiters, close } = await installation(1, patient);
  const [limiter] = limiters as [SteadyLimiter];
  const request = { policy, key: key() };
  await limiter.take([{ ...request, cost: 9 }]);
  const client = await createClient({ url: redis.url }).connect();
  await client.configSet("maxmemory", "1");
  await limiter.take([{ policy, key: key() }]);
  expect(limiter.state()).toBe("local");
  await client.configSet("maxmemory", "0");
  client.destroy();
  ticking.micros += 1_000_000;
  expect(await limiter.take([request])).toMatchObject([{ allowed: false }]);
  expect(limiter.state()).toBe("shared");
  await close();
});
