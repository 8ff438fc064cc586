import { backupStampOf } from "../config.ts";
import { startDashboard } from "../observability/dashboard/start.ts";
import { countedJobs, countedLimiter } from "../telemetry/metrics/counted.ts";
import { installationReader } from "../telemetry/metrics/installation.ts";
import { metrics } from "../telemetry/metrics/metrics.ts";
import { watchHealth } from "./health.ts";
import { openBuffers } from "./buffers.ts";
import type { Foundation } from "./foundation.ts";
import { openOutside } from "./outside.ts";

/** The outside and the buffers, with what happens there counted, and how they fare. */
export async function openMeasured(foundation: Foundation) {
  const outside = await openOutside(foundation);
  const { db, healthDb } = outside;
  const buffers = openBuffers(foundation, outside);
  const { reads } = buffers;
  const { health, healthHistory } = watchHealth(foundation, outside, reads);
  const parts = { health, limits: outside.limiter, backupStamp: backupStampOf(foundation.config) };
  const installation = installationReader(healthDb);
  const dashboard = startDashboard({
    db,
    now: () => foundation.clock.now(),
    metrics: metrics({ pools: { requests: db, health: healthDb }, reads, parts, installation }),
    failed: foundation.failed("What the dashboard counts could not be written yet"),
  });
  const jobs = countedJobs(outside.jobs, dashboard.metrics);
  const limiter = countedLimiter(outside.limiter, dashboard.metrics);
  const counted = { ...outside, jobs, limiter };
  return { outside: counted, buffers, health, healthHistory, dashboard, installation, metrics: dashboard.metrics };
}
