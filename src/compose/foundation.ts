import type pg from "pg";
import { systemClock } from "../adapters/system-clock.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../ports/clock.ts";
import { productLog } from "../telemetry/log.ts";
import type { ProductLog } from "../telemetry/log.ts";

/** What the product is made of. */
export interface Ground {
  config: Config;
  /** The serving login. */
  database: pg.ClientConfig;
  /** Documents and mails are kept below it. */
  dataFolder: string;
  /** Signs sessions. */
  authSecret: string;
  /** Signs the audit log. */
  auditSecret: string;
  /** For handlers and jobs; the system's unless said. Limits and sessions keep to the system's. */
  clock?: Clock;
}

/** What every part of the composition is given. */
export interface Foundation extends Ground {
  clock: Clock;
  log: ProductLog;
  /** Writes errors down that nobody waits for, as what they are about. */
  failed: ProductLog["failed"];
}

export function foundationOf(ground: Ground): Foundation {
  const log = productLog(ground.config.LOG_LEVEL);
  return { ...ground, clock: ground.clock ?? systemClock, log, failed: log.failed };
}
