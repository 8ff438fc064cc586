import { readRefusals } from "../../../audit/refused-seals.ts";
import type { ReadLog } from "../../../audit/read-log.ts";
import { readUnsealed } from "../../../audit/seal-lag.ts";
import type { Database } from "../../../ports/database.ts";
import { readQueues } from "../../queues.ts";
import type { Check } from "../check.ts";

/** The oldest job that is due may wait for so long. */
const longestWaitSeconds = 300;

/** Work behind the requests: mails, imports, exports. A job that is tried again later is not due before that. */
export function jobsCheck(db: Database): Check {
  return {
    name: "jobs",
    everyMilliseconds: 10_000,
    timeoutMilliseconds: 4_000,
    look: async () => {
      const queues = await db.transaction({ role: "nextcrm_operator", readOnly: true }, readQueues);
      const oldestSeconds = Math.max(0, ...queues.map(({ oldestSeconds }) => oldestSeconds));
      const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
      return { status: oldestSeconds > longestWaitSeconds ? "degraded" : "up", facts: { waiting, oldestSeconds } };
    },
  };
}

/** An event is sealed within a second; longer than this, nobody seals. */
const longestUnsealedSeconds = 60;

/**
 * The audit log: that somebody seals, that each log is the one that was signed, and that no reads wait on the disk.
 * One that is not sealed is somebody's to look at, and no reason to send requests elsewhere.
 */
export function auditCheck(db: Database, reads: Pick<ReadLog, "waiting" | "spilled">): Check {
  return {
    name: "audit",
    everyMilliseconds: 3_000,
    timeoutMilliseconds: 4_000,
    look: async () => {
      const [refused, unsealed] = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
        Promise.all([readRefusals(sql), readUnsealed(sql)]),
      );
      const isLate = unsealed.oldestSeconds > longestUnsealedSeconds;
      const isWell = refused.length === 0 && !isLate && reads.spilled() === 0;
      return {
        status: isWell ? "up" : "degraded",
        facts: {
          refusedLogs: refused.length,
          unsealedEvents: unsealed.events,
          oldestUnsealedSeconds: unsealed.oldestSeconds,
          secondsSinceCheckpoint: unsealed.secondsSinceCheckpoint,
          readsWaiting: reads.waiting(),
          readsSpilled: reads.spilled(),
        },
      };
    },
  };
}
