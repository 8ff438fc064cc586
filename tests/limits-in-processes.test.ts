import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Policy } from "../src/ports/limiter.ts";
import { ownRedis } from "./redis.ts";

const redis = await ownRedis();
afterAll(() => redis.kill());

const policies: Policy[] = [
  { name: "bucket", scope: "user", limit: 100, windowSeconds: 3_600 },
  { name: "quick", scope: "user", limit: 50, windowSeconds: 5 },
  { name: "strict", scope: "user", limit: 100, windowSeconds: 3_600, strict: true },
];

test.each(policies)(
  "eight processes at once are given what one would be: $name",
  { timeout: 60_000 },
  async (policy) => {
    const [keys, attempts] = [4, 100];
    const program = join(import.meta.dirname, "limiter-process.ts");
    const processes = Array.from({ length: 8 }, () =>
      fork(program, [redis.url, JSON.stringify(policy), String(keys), String(attempts)]),
    );
    await Promise.all(processes.map((process) => once(process, "message")));
    const started = performance.now();
    const counts = await Promise.all(
      processes.map(async (process) => {
        process.send("begin");
        const [admitted] = (await once(process, "message")) as [number[]];
        return admitted;
      }),
    );
    const elapsed = (performance.now() - started) / 1_000;
    const refilled = policy.strict ? 0 : Math.floor((elapsed * policy.limit) / policy.windowSeconds);
    for (let key = 0; key < keys; key++) {
      const admitted = counts.reduce((sum, of) => sum + of[key]!, 0);
      expect(admitted).toBeGreaterThanOrEqual(policy.limit);
      expect(admitted).toBeLessThanOrEqual(policy.limit + refilled);
    }
  },
);
