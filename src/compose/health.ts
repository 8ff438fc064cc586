import { systemClock } from "../adapters/system-clock.ts";
import type { ReadLog } from "../audit/read-log.ts";
import { checksOf } from "../telemetry/health/checks.ts";
import { healthHistory } from "../telemetry/health/history.ts";
import { healthMonitor } from "../telemetry/health/monitor.ts";
import type { Foundation } from "./foundation.ts";
import type { Outside } from "./outside.ts";

/** Looks after what the product depends on, and remembers what it found. */
export function watchHealth({ config, dataFolder, log, failed }: Foundation, outside: Outside, reads: ReadLog) {
  const { healthDb, limiter, storage, mail, payments } = outside;
  const certificate = config.TLS_CERTIFICATE;
  const checks = checksOf({ db: healthDb, limiter, storage, mail, payments, reads, dataFolder, certificate });
  const health = healthMonitor(checks, {
    clock: systemClock,
    changed: (name, status, error) =>
      status === "up" || status === "not_configured"
        ? log.info({ check: name, status }, "A part of the product is well again")
        : log.error(
            { check: name, status, ...(error !== undefined && { err: error }) },
            "A part of the product fares badly",
          ),
  });
  const history = healthHistory(healthDb, health, {
    now: () => systemClock.now(),
    failed: failed("What was found of health could not be written down yet"),
  });
  return { health, healthHistory: history };
}
