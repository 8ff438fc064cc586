import { once } from "node:events";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import type { Policy } from "../src/ports/limiter.ts";

/**
 * A process that draws from shared buckets: `node limiter-process.ts URL POLICY KEYS ATTEMPTS`, with a policy in JSON.
 * Says `ready`, begins when it is told to, and answers how many units each key was given.
 */
const [url, given, keys, attempts] = process.argv.slice(2) as [string, string, string, string];
const policy = JSON.parse(given) as Policy;
const limiter = redisLimiter({
  url,
  monotonicMicros: () => performance.now() * 1_000,
  failed: (error) => {
    throw error;
  },
});
await limiter.announce(String(process.pid));
const begun = once(process, "message");
process.send!("ready");
await begun;
const admitted = Array.from({ length: Number(keys) }, () => 0);
const draw = async (key: number) => {
  for (let attempt = 0; attempt < Number(attempts); attempt++) {
    const [decision] = await limiter.take([{ policy, key: `key-${key}` }]);
    if (decision!.allowed) admitted[key]! += 1;
  }
};
await Promise.all(admitted.flatMap((_, key) => [draw(key), draw(key), draw(key)]));
process.send!(admitted);
await limiter.close();
process.disconnect();
