import type pg from "pg";
import { pino } from "pino";
import type { Logger } from "pino";
import { systemClock } from "../adapters/system-clock.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../ports/clock.ts";

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
  log: Logger;
  /** Writes errors down that nobody waits for, as what they are about. */
  failed(about: string): (error: unknown, details?: object) => void;
}

export function foundationOf(ground: Ground): Foundation {
  const log = pino({ level: ground.config.LOG_LEVEL });
  return {
    ...ground,
    clock: ground.clock ?? systemClock,
    log,
    failed:
      (about) =>
      (error, details = {}) =>
        log.error({ err: error, ...details }, about),
  };
}
