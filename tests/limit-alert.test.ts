import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { withClient } from "../src/adapters/client.ts";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import { steadyLimiter } from "../src/adapters/steady-limiter.ts";
import { policiesWith } from "../src/limits/policies.ts";
import { watchLimits } from "../src/observability/limit-alert.ts";
import type { LimitWatch } from "../src/observability/limit-alert.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { ownRedis } from "./redis.ts";

const redis = await ownRedis();
const clock = { micros: 0, monotonicMicros: () => clock.micros };
let app: TestApp;
let jobs: Jobs;

/** One of several processes of the installation. */
const process = (at: number) => {
  const limiter = steadyLimiter({
    shared: redisLimiter({ url: redis.url, monotonicMicros: () => performance.now() * 1_000, failed: () => {} }),
    local: memoryLimiter({ clock }),
    process: `process-${at}`,
    monotonicMicros: clock.monotonicMicros,
    changed: () => {},
  });
  const watch = watchLimits({
    db: app.db,
    jobs,
    limiter,
    policies: policiesWith(),
    publicUrl: "https://crm.example.com",
    clock,
    failed: (error) => expect(error).toBeUndefined(),
    // The tests look themselves.
    everyMilliseconds: 3_600_000,
  });
  return { limiter, watch };
};
let processes: ReturnType<typeof process>[];

beforeAll(async () => {
  app = await testApp();
  jobs = await pgBossJobs({ connection: app.database.serve, failed: () => {} });
  processes = [process(0), process(1), process(2)];
});
afterAll(async () => {
  for (const { watch } of processes) await watch.stop();
  for (const { limiter } of processes) await limiter.close();
  await jobs.stop(0);
  await redis.kill();
});

const shared = async (limiter: (typeof processes)[number]["limiter"]) => {
  clock.micros += 1_000_000;
  await limiter.rollCall();
  await limiter.peek([{ policy: policiesWith().address, key: "a" }]);
  return limiter.state() === "shared";
};
const query = (text: string) =>
  withClient(app.database.owner, async (client) => (await client.query(text)).rows as Record<string, string>[]);
const mails = async () =>
  (
    await query(
      "select data ->> 'to' as to, data ->> 'subject' as subject from pgboss.job_common where name = 'send-mail' order by created_on",
    )
  )
    .filter(({ to }) => to === "olga@example.test")
    .map(({ subject }) => subject);
const later = (seconds: number) => void (clock.micros += seconds * 1_000_000);
const all = () => Promise.all(processes.map(({ watch }: { watch: LimitWatch }) => watch.look()));
/** As if so much time had gone since any process met it. */
const quietFor = (interval: string) => query(`update operator_alert set seen_at = seen_at - interval '${interval}'`);
const [away, back] = ["NextCRM's limits are not shared: Redis does not answer", "NextCRM's limits are shared again"];

test("operators hear once of a Redis that is dead, however many processes there are and however long it takes", async () => {
  for (const { limiter } of processes) await expect.poll(() => shared(limiter)).toBe(true);
  await all();
  await redis.kill();
  await all();
  later(9);
  await all();
  expect(await mails()).toEqual([]);
  later(2);
  await all();
  for (let minute = 0; minute < 3; minute++) {
    later(60);
    await all();
  }
  expect(await mails()).toEqual([away]);
  const unhealthy = await query("select name from operator_alert");
  expect(unhealthy).toEqual([{ name: "limits" }]);
});

test("and once when it has been back for five minutes", async () => {
  await redis.start();
  for (const { limiter } of processes) await expect.poll(() => shared(limiter)).toBe(true);
  await all();
  await quietFor("4 minutes");
  await all();
  expect(await mails()).toEqual([away]);
  await quietFor("2 minutes");
  await all();
  await all();
  expect(await mails()).toEqual([away, back]);
});

test("one that stands still is told of too; as long as one process meets it, it is not over", async () => {
  redis.pause();
  await all();
  later(11);
  await all();
  expect(await mails()).toEqual([away, back, away]);
  redis.resume();
  const [first, ...others] = processes as [(typeof processes)[0], ...typeof processes];
  for (const { limiter } of others) await expect.poll(() => shared(limiter)).toBe(true);
  await quietFor("6 minutes");
  // The first process still has none.
  redis.pause();
  later(2);
  await first.watch.look();
  redis.resume();
  for (const { limiter } of others) await expect.poll(() => shared(limiter)).toBe(true);
  for (const { watch } of others) await watch.look();
  expect(await mails()).toEqual([away, back, away]);
  await quietFor("6 minutes");
  await expect.poll(() => shared(first.limiter)).toBe(true);
  await all();
  expect(await mails()).toEqual([away, back, away, back]);
});
