import { createClient } from "@redis/client";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import type { Policy } from "../src/ports/limiter.ts";
import { ownRedis } from "../tests/redis.ts";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Claim, Findings } from "./claim.ts";
import { addedToRequest } from "./limits-request.ts";

const policy: Policy = { name: "plan", scope: "organization", limit: 10_000, windowSeconds: 3_600 };
const rounds = quick ? 2 : 7;
const keys = 1_000;
const inFlight = 64;

interface Contender {
  name: string;
  decide(key: string): Promise<unknown>;
}

interface Turn {
  perSecond: number;
  p99: number;
}

/** So many decisions, `width` under way at any time. */
async function turn({ decide }: Contender, decisions: number, width: number): Promise<Turn> {
  const waits: number[] = [];
  let next = 0;
  const started = performance.now();
  const draw = async () => {
    while (next < decisions) {
      const asked = performance.now();
      await decide(`key-${next++ % keys}`);
      waits.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: width }, draw));
  return { perSecond: (decisions / (performance.now() - started)) * 1_000, p99: quantile(waits, 0.99) };
}

/** Both in turns, so that whatever else the machine does falls on both. */
async function compare(
  store: string,
  pair: readonly [Contender, Contender],
  decisions: number,
  width: number,
  target: number,
): Promise<Findings> {
  const turns = pair.map((contender) => ({ contender, figures: [] as Turn[] }));
  for (const contender of pair) await turn(contender, decisions / 10, width);
  for (let round = 0; round < rounds; round++)
    for (const { contender, figures } of turns) figures.push(await turn(contender, decisions, width));
  const [ours, theirs] = turns.map(({ figures }) => median(figures.map(({ perSecond }) => perSecond)));
  return {
    rows: turns.map(({ contender, figures }) => ({
      store,
      "in flight": width,
      limiter: contender.name,
      "decisions/s (median)": Math.round(median(figures.map(({ perSecond }) => perSecond))),
      "p99 ms": rounded(median(figures.map(({ p99 }) => p99)), 3),
    })),
    verdicts: [
      {
        what: `decisions/s, ours to rate-limiter-flexible's, ${store}, ${width} in flight`,
        measured: (ours! / theirs!).toFixed(2),
        target: `at least ${target}`,
        kept: ours! / theirs! >= target,
      },
    ],
  };
}

export const limits: Claim = {
  name: "limits",
  promise: "a decision costs no more than rate-limiter-flexible's, which counts in fixed windows",
  measure: async () => {
    const redis = await ownRedis();
    const client = await createClient({ url: redis.url }).connect();
    const shared = redisLimiter({
      url: redis.url,
      monotonicMicros: systemClock.monotonicMicros,
      failed: (error) => {
        throw error;
      },
    });
    try {
      await shared.announce("bench");
      const window = { points: policy.limit, duration: policy.windowSeconds };
      const own = memoryLimiter({ clock: systemClock });
      const theirs = new RateLimiterMemory(window);
      const theirShared = new RateLimiterRedis({ storeClient: client, useRedisPackage: true, ...window });
      const memory = await compare(
        "memory",
        [
          { name: "NextCRM", decide: (key) => own.take([{ policy, key }]) },
          { name: "rate-limiter-flexible", decide: (key) => theirs.consume(key) },
        ],
        quick ? 20_000 : 300_000,
        1,
        1,
      );
      const pair = [
        { name: "NextCRM", decide: (key: string) => shared.take([{ policy, key }]) },
        { name: "rate-limiter-flexible", decide: (key: string) => theirShared.consume(key) },
      ] as const;
      const alone = await compare("Redis", pair, quick ? 500 : 5_000, 1, 0);
      const many = await compare("Redis", pair, quick ? 5_000 : 60_000, inFlight, 0.9);
      const added = await addedToRequest(redis.url);
      console.table(added.rows);
      return {
        rows: [memory, alone, many].flatMap(({ rows }) => rows),
        // One after the other tells what a decision adds to a request; the promise is about many.
        verdicts: [memory, many, added].flatMap(({ verdicts }) => verdicts),
      };
    } finally {
      await shared.close();
      client.destroy();
      await redis.kill();
    }
  },
};
