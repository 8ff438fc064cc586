import type { Checked, CheckName } from "./check.ts";

export const healthStatuses = ["healthy", "degraded", "unhealthy"] as const;
export type HealthStatus = (typeof healthStatuses)[number];

/** Without these nothing can be done at all. Without the others most can, and the rest waits or is refused. */
const needed: readonly CheckName[] = ["database"];

/** The whole's status: docs/HEALTH.md says it in words. */
export function verdictOf(checks: readonly Pick<Checked, "name" | "status">[]): HealthStatus {
  if (checks.some(({ name, status }) => status === "down" && needed.includes(name))) return "unhealthy";
  return checks.some(({ status }) => status === "down" || status === "degraded") ? "degraded" : "healthy";
}
