import type { Database } from "../../ports/database.ts";
import type { Metrics } from "../../telemetry/metrics/metrics.ts";
import { activityLog } from "./activity-log.ts";
import { requestLog, requestsCounted } from "./request-log.ts";

interface Settings {
  db: Database;
  now(): Date;
  metrics: Metrics;
  failed(error: unknown): void;
}

/** What counts for the operator's dashboard while the product runs. */
export interface DashboardCounts {
  /** The given ones, whose requests are counted by the hour as well. */
  metrics: Metrics;
  /** Something happened in the organization. */
  noteActivity(organizationId: string): void;
  /** Writes what is buffered. Never rejects. */
  stop(): Promise<void>;
}

export function startDashboard({ db, now, metrics, failed }: Settings): DashboardCounts {
  const requests = requestLog(db, { now, failed });
  const activity = activityLog(db, { now, failed });
  return {
    metrics: requestsCounted(metrics, requests),
    noteActivity: activity.note,
    stop: async () => {
      for (const one of [requests, activity]) {
        await one.flush().catch(failed);
        one.stop();
      }
    },
  };
}
