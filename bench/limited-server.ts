import { serve } from "@hono/node-server";
import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { redisLimiter } from "../src/adapters/redis-limiter.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { rateLimitHeaders } from "../src/limits/headers.ts";
import type { Limiter, Policy } from "../src/ports/limiter.ts";

/** One small handler, at `/without`, `/memory` and `/redis`: as it is, and behind a limiter with its header fields. */
const policy: Policy = { name: "plan", scope: "organization", limit: 1_000_000, windowSeconds: 3_600 };
const redis = redisLimiter({
  url: process.env.REDIS_URL!,
  monotonicMicros: systemClock.monotonicMicros,
  failed: (error) => {
    throw error;
  },
});
await redis.announce("bench");
const limiters: Record<string, Limiter> = { "/memory": memoryLimiter({ clock: systemClock }), "/redis": redis };
const body = JSON.stringify({ data: Array.from({ length: 50 }, (_, id) => ({ id, name: `Contact ${id}` })) });
let asked = 0;

const fetch = async (request: Request) => {
  const limiter = limiters[new URL(request.url).pathname];
  const key = `organization-${asked++ % 100}`;
  const fields = limiter ? rateLimitHeaders(await limiter.take([{ policy, key }])) : {};
  return new Response(body, { headers: { "Content-Type": "application/json", ...fields } });
};
serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send!({ port }));
process.once("disconnect", () => process.exit());
