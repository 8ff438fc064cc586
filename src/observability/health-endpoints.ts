import { z } from "zod";
import { NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { readRefusals } from "../audit/refused-seals.ts";
import type { Services } from "../api/services.ts";

const startedAt = performance.now();
const Health = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  timestamp: z.iso.datetime(),
  checks: z.record(z.string(), z.looseObject({ status: z.enum(["up", "degraded", "down", "not_configured"]) })),
  uptime: z.number().describe("Seconds"),
});

async function checkDatabase({ db }: Services): Promise<{ status: "up" | "down"; responseTime: number }> {
  const started = performance.now();
  const status = await db
    .transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => sql.query("select 1"))
    .then(
      () => "up" as const,
      () => "down" as const,
    );
  return { status, responseTime: Math.round((performance.now() - started) * 100) / 100 };
}

/** Limits go on without Redis, each process for its part; what can do harm is refused. */
const redisStatus = { own: "not_configured", shared: "up", local: "degraded" } as const;

/** A log that is not sealed is somebody's to look at, and no reason to send requests elsewhere. */
async function checkAudit({ db }: Services): Promise<{ status: "up" | "degraded" | "down"; refusedLogs?: number }> {
  try {
    const refused = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => readRefusals(sql));
    return { status: refused.length === 0 ? "up" : "degraded", refusedLogs: refused.length };
  } catch {
    return { status: "down" };
  }
}

const Readiness = z.object({ status: z.enum(["ok", "unavailable"]) });

const open = {
  resource: "health",
  may: "anyone",
  limit: "free",
  audit: unaudited("tells of the installation, not of anybody"),
  input: NoInput,
} as const;

export const healthEndpoints = [
  openEndpoint({
    ...open,
    route: "GET /api/health",
    summary: "Whether the product works",
    output: { status: 200, body: Health, also: { 503: Health } },
    handle: async (_, __, services) => {
      const [database, audit] = await Promise.all([checkDatabase(services), checkAudit(services)]);
      const redis = { status: redisStatus[services.limiter.state()] };
      const isWhole = audit.status === "up" && redis.status !== "degraded";
      const status = database.status !== "up" ? "unhealthy" : isWhole ? "healthy" : "degraded";
      const body = {
        status,
        timestamp: services.clock.now().toISOString(),
        checks: { database, audit, redis, stripe: { status: "not_configured" } },
        uptime: (performance.now() - startedAt) / 1000,
      };
      return Reply.json(body, { status: status === "unhealthy" ? 503 : 200 });
    },
  }),
  openEndpoint({
    ...open,
    route: "GET /api/livez",
    summary: "Whether the process answers at all",
    output: { status: 200, body: z.object({ status: z.literal("ok") }) },
    handle: async () => ({ status: "ok" as const }),
  }),
  openEndpoint({
    ...open,
    route: "GET /api/readyz",
    summary: "Whether requests can be served",
    output: { status: 200, body: Readiness, also: { 503: Readiness } },
    handle: async (_, __, services) => {
      const { status } = await checkDatabase(services);
      return status === "up" ? { status: "ok" as const } : Reply.json({ status: "unavailable" }, { status: 503 });
    },
  }),
];
