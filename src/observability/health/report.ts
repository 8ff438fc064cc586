import { z } from "zod";
import { checkStatuses } from "../../telemetry/health/check.ts";
import type { Checked } from "../../telemetry/health/check.ts";
import { healthStatuses, verdictOf } from "../../telemetry/health/verdict.ts";

export const CheckReport = z.object({
  status: z.enum(checkStatuses),
  responseTime: z.number().nullable().describe("Milliseconds; null where nothing was asked"),
  checkedAt: z.iso.datetime().describe("Looks are made every few seconds at most, mail and certificate seldom"),
  refusedLogs: z.int().optional().describe("Of `audit`: logs that are not sealed, see docs/AUDIT_LOG.md"),
});

export const HealthReport = z.object({
  status: z.enum(healthStatuses),
  timestamp: z.iso.datetime(),
  checks: z.record(z.string(), CheckReport),
  uptime: z.number().describe("Seconds"),
});

/** What anybody may know: no amounts, except of logs that are in danger. */
export function healthReport(checks: readonly Checked[], now: Date, uptime: number): z.infer<typeof HealthReport> {
  return {
    status: verdictOf(checks),
    timestamp: now.toISOString(),
    checks: Object.fromEntries(
      checks.map(({ name, status, responseTime, checkedAt, facts }) => [
        name,
        {
          status,
          responseTime,
          checkedAt,
          ...(typeof facts?.refusedLogs === "number" && { refusedLogs: facts.refusedLogs }),
        },
      ]),
    ),
    uptime,
  };
}

const standardWholes = { healthy: "pass", degraded: "warn", unhealthy: "fail" } as const;
const standardParts = { up: "pass", degraded: "warn", down: "fail" } as const;
const componentTypes: Partial<Record<string, "datastore" | "system">> = {
  database: "datastore",
  disk: "system",
  clock: "system",
};

const StandardCheck = z.object({
  componentType: z.enum(["component", "datastore", "system"]),
  observedValue: z.number().nullable(),
  observedUnit: z.literal("ms"),
  status: z.enum(["pass", "warn", "fail"]),
  time: z.iso.datetime(),
});

export const StandardReport = z.object({
  status: z.enum(["pass", "warn", "fail"]),
  serviceId: z.literal("nextcrm"),
  checks: z.record(z.string(), z.array(StandardCheck)),
});

/** The same in the words of `application/health+json`, which has none for what is not configured. */
export function standardReport(report: z.infer<typeof HealthReport>): z.infer<typeof StandardReport> {
  const checks = Object.entries(report.checks).flatMap(([name, { status, responseTime, checkedAt }]) => {
    if (status === "not_configured") return [];
    const observed = { observedValue: responseTime, observedUnit: "ms", time: checkedAt } as const;
    const check: z.infer<typeof StandardCheck> = {
      componentType: componentTypes[name] ?? "component",
      ...observed,
      status: standardParts[status],
    };
    return [[`${name}:responseTime`, [check]]] as [string, [typeof check]][];
  });
  return { status: standardWholes[report.status], serviceId: "nextcrm", checks: Object.fromEntries(checks) };
}
