import { expect, test } from "vitest";
import { memoryLimiter } from "../adapters/memory-limiter.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { Services } from "../api/services.ts";
import { policiesWith } from "../limits/policies.ts";
import { metrics } from "../telemetry/metrics/metrics.ts";
import { securityHeaders } from "./security-headers.ts";
import { serve } from "./serve.ts";

test("what fails outside of an endpoint is logged, and answered like any failure", async () => {
  const logged: object[] = [];
  const services = {
    settings: { publicUrl: "http://localhost:3000" },
    limiter: memoryLimiter({ clock: systemClock }),
    policies: policiesWith(),
    metrics: metrics({
      pools: {},
      reads: { waiting: () => 0, spilled: () => 0 },
      installation: async () => null,
    }),
    log: { error: (details: object) => void logged.push(details) },
  } as unknown as Services;
  const fetch = serve({
    endpoints: [],
    services,
    callers: { callerOf: async () => ({ type: "nobody" }) },
    auth: async () => new Response(),
    openapi: () => ({}),
    webApp: { file: () => Promise.reject(new Error("the disk is gone")) },
    trustedProxyHops: 0,
    corsOrigins: [],
  });
  const answer = await fetch(new Request("http://localhost:3000/"));
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("disk");
  expect(logged).toMatchObject([{ err: { message: "the disk is gone" } }]);
  for (const [name, value] of Object.entries(securityHeaders({ kind: "api", https: false })))
    expect(answer.headers.get(name), name).toBe(value);
});
