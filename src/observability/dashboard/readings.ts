import type { Checked, CheckName, CheckStatus } from "../../telemetry/health/check.ts";
import { fewRequests, largestDiskBytes } from "./health-components.ts";
import type { Readings } from "./health-score.ts";
import type { RequestCount } from "./rollups.ts";

const ofStatus: Record<CheckStatus, number | null> = { up: 1, degraded: 0.5, down: 0, not_configured: null };

/** What the health score is told of, from what the checks found, the requests of the last minutes and the open alerts. */
export function readingsOf(checks: readonly Checked[], recent: RequestCount, openAlerts: number): Readings {
  const find = (name: CheckName) => checks.find((check) => check.name === name);
  const status = (name: CheckName) => ofStatus[find(name)?.status ?? "not_configured"];
  /** What a check could not tell because it is down is as bad as it gets. */
  const fact = (name: CheckName, member: string, worst: number): number | null => {
    const check = find(name);
    if (!check || check.status === "not_configured") return null;
    const value = check.facts?.[member];
    if (typeof value === "number") return value;
    return check.status === "down" ? worst : null;
  };
  const { requests, errors, p95 } = recent;
  const free = fact("disk", "freeBytes", 0);
  const size = Math.min(fact("disk", "sizeBytes", largestDiskBytes) ?? largestDiskBytes, largestDiskBytes);
  const drift = fact("clock", "driftSeconds", Number.POSITIVE_INFINITY);
  return {
    database: status("database"),
    errors: requests === 0 ? null : (100 * errors) / Math.max(requests, fewRequests),
    latency: p95,
    seal: fact("audit", "oldestUnsealedSeconds", Number.POSITIVE_INFINITY),
    logs: fact("audit", "refusedLogs", Number.POSITIVE_INFINITY),
    spill: fact("audit", "readsSpilled", Number.POSITIVE_INFINITY),
    jobs: fact("jobs", "oldestSeconds", Number.POSITIVE_INFINITY),
    storage: status("storage"),
    disk: free === null ? null : Math.min(100, (100 * free) / size),
    limits: status("redis"),
    mail: status("mail"),
    payments: status("stripe"),
    certificate: fact("certificate", "daysLeft", Number.NEGATIVE_INFINITY),
    clock: drift === null ? null : Math.abs(drift),
    alerts: openAlerts,
  };
}
