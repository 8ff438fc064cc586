import { createClient } from "@redis/client";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { policiesWith } from "../src/limits/policies.ts";
import type { Limiter } from "../src/ports/limiter.ts";
import { ownRedis } from "../tests/redis.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim, Findings } from "./claim.ts";
import { residentOf } from "./memory.ts";

const addresses = quick ? 500_000 : 10_000_000;
const inRedis = quick ? 20_000 : 1_000_000;
const policy = policiesWith()["sign-up"];
const witnesses = Array.from({ length: 1_000 }, (_, at) => `address:witness-${at}`);
/** A tenth of them fills the table several times over; what comes after must add nothing. */
const mostGrowth = 1.1;

const addressOf = (number: number) =>
  `address:${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;

/** How many of those who had nothing left are given something. */
async function forgiven(limiter: Limiter): Promise<number> {
  let count = 0;
  for (const key of witnesses) if ((await limiter.take([{ policy, key }]))[0]!.allowed) count++;
  return count;
}

/** Every address signs up once, within a hundred seconds: all are in debt at the same time. */
async function inMemory(): Promise<Findings> {
  const clock = { micros: 0, monotonicMicros: () => clock.micros };
  const limiter = memoryLimiter({ clock });
  const rows: Findings["rows"] = [];
  const resident = (count: number) => {
    const mebibytes = residentOf(process.pid);
    rows.push({ store: "memory", addresses: count, "MiB resident": rounded(mebibytes) });
    return mebibytes;
  };
  for (const key of witnesses) await limiter.take([{ policy, key, cost: policy.limit }]);
  resident(0);
  let first = 0;
  let last = 0;
  for (let number = 0; number < addresses; number++) {
    clock.micros = Math.floor((number / addresses) * 100_000_000);
    await limiter.take([{ policy, key: addressOf(number) }]);
    if ((number + 1) % (addresses / 10) !== 0) continue;
    last = resident(number + 1);
    first ||= last;
  }
  const debtors = await forgiven(limiter);
  return {
    rows,
    verdicts: [
      {
        what: `MiB after ${addresses} addresses to those after a tenth of them`,
        measured: (last / first).toFixed(2),
        target: `at most ${mostGrowth}`,
        kept: last / first <= mostGrowth,
      },
      {
        what: "of a thousand in debt, forgotten",
        measured: String(debtors),
        target: "0",
        kept: debtors === 0,
      },
    ],
  };
}

/** What an address costs in Redis, and for how long. */
async function shared(): Promise<Findings> {
  const redis = await ownRedis();
  const client = await createClient({ url: redis.url }).connect();
  const limiter = redisLimiter({
    url: redis.url,
    monotonicMicros: systemClock.monotonicMicros,
    failed: (error) => {
      throw error;
    },
  });
  try {
    await limiter.announce("bench");
    const used = async () => Number(/used_memory:(\d+)/.exec(await client.info("memory"))![1]);
    const before = await used();
    for (let number = 0; number < inRedis; number += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, at) => limiter.take([{ policy, key: addressOf(number + at) }])),
      );
    const [after, keys] = [await used(), await client.dbSize()];
    const seconds = (await client.pTTL(String(await client.randomKey()))) / 1_000;
    return {
      rows: [{ store: "Redis", addresses: keys, "bytes each": Math.round((after - before) / keys), "kept s": seconds }],
      verdicts: [
        {
          what: "seconds that an address's one unit stays in Redis",
          measured: String(rounded(seconds)),
          target: "at most 180: two minutes of debt, and one",
          kept: seconds > 0 && seconds <= 180,
        },
      ],
    };
  } finally {
    client.destroy();
    await limiter.close();
    await redis.kill();
  }
}

export const limitMemory: Claim = {
  name: "limit-memory",
  promise: "ten million addresses at once do not grow the limiter's memory without bound, and no debt is forgotten",
  measure: async () => {
    const [memory, redis] = [await inMemory(), await shared()];
    console.table(memory.rows);
    return { rows: redis.rows, verdicts: [...memory.verdicts, ...redis.verdicts] };
  },
};
