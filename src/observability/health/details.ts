import { monitorEventLoopDelay } from "node:perf_hooks";
import { z } from "zod";
import type { Services } from "../../api/services.ts";
import type { Checked } from "../../telemetry/health/check.ts";

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

const Bytes = z.number().describe("Bytes");
const Percentiles = { p50: z.number(), p95: z.number(), p99: z.number() };

export const History = z.record(
  z.string(),
  z.object({ samples: z.int().describe("One a minute and process"), degraded: z.int(), down: z.int(), ...Percentiles }),
);

export const Details = z.object({
  version: z.string(),
  versions: z.object({ node: z.string(), postgres: z.string().nullable(), redis: z.string().nullable() }),
  facts: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.string(), z.null()]))),
  pool: z.object({ open: z.int(), idle: z.int(), waiting: z.int(), most: z.int() }),
  eventLoop: z.object(Percentiles).describe("Delay in milliseconds since the last time it was asked"),
  memory: z.object({ resident: Bytes, heapUsed: Bytes, heapTotal: Bytes, external: Bytes }),
  statistics: z
    .object({ organizations: z.array(z.object({ plan: z.string(), status: z.string(), count: z.int() })) })
    .nullable()
    .describe("Null while the database does not answer"),
});

/** What operators, and programs of theirs with HEALTH_TOKEN, may know. */
export async function detailsOf(services: Services, checks: readonly Checked[]): Promise<z.infer<typeof Details>> {
  const { db, installation, settings } = services;
  const told = await installation();
  const redis = checks.find(({ name }) => name === "redis")?.facts?.version;
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const milliseconds = (percentile: number) => Math.round(delay.percentile(percentile) / 10_000) / 100;
  const eventLoop = { p50: milliseconds(50), p95: milliseconds(95), p99: milliseconds(99) };
  delay.reset();
  return {
    version: settings.version,
    versions: {
      node: process.versions.node,
      postgres: told?.postgres ?? null,
      redis: typeof redis === "string" ? redis : null,
    },
    facts: Object.fromEntries(checks.map(({ name, facts = {} }) => [name, facts])),
    pool: db.connections(),
    eventLoop,
    memory: { resident: rss, heapUsed, heapTotal, external },
    statistics: told && { organizations: told.organizations },
  };
}
