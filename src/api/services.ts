import type { People } from "../access/people.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Plan } from "../access/plans.ts";
import type { Limiter } from "../ports/limiter.ts";
import type { Mail } from "../ports/mail.ts";
import type { Payments } from "../ports/payments.ts";
import type { Storage } from "../ports/storage.ts";
import type { Outgoing } from "../ports/outgoing.ts";
import type { StreamSecrets } from "../audit/stream-secret.ts";
import type { Policies } from "../limits/policies.ts";
import type { UsageLog } from "../limits/usage-log.ts";
import type { DenialLog } from "../audit/denial-log.ts";
import type { ReadLog } from "../audit/read-log.ts";
import type { HealthHistory } from "../telemetry/health/history.ts";
import type { HealthMonitor } from "../telemetry/health/monitor.ts";
import type { Installation } from "../telemetry/metrics/installation.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import type { Tracing } from "../telemetry/traces/tracing.ts";

/** What handlers may use besides their transaction. */
export interface Services {
  db: Database;
  storage: Storage;
  jobs: Jobs;
  mail: Mail;
  limiter: Limiter;
  policies: Policies;
  clock: Clock;
  people: People;
  reads: ReadLog;
  denials: DenialLog;
  usage: UsageLog;
  health: HealthMonitor;
  healthHistory: HealthHistory;
  /** Null while the database does not answer. */
  installation(): Promise<Installation | null>;
  metrics: Metrics;
  /** Where traces are sent. */
  tracing: Tracing | undefined;
  /** Looks at the installation as `nextcrm doctor` does. */
  examine(): Promise<{ name: string; well: boolean; found: string }[]>;
  /** Whether the process is about to end. */
  isDraining(): boolean;
  /** Null where operators set plans. */
  payments: Payments | null;
  outgoing: Outgoing;
  streamSecrets: StreamSecrets;
  settings: {
    publicUrl: string;
    /** Who sends it may see the metrics; without one, whoever asks on this machine. */
    metricsToken: string | undefined;
    /** Who sends it is told details of the installation's health, as operators are. */
    healthToken: string | undefined;
    version: string;
    signUp: "invite" | "open";
    /** What new organizations are on. */
    defaultPlan: Plan;
    /** Whether plans limit people, records and storage. */
    quotas: boolean;
    /** For how long a plan goes on after a payment has failed. */
    graceDays: number;
    /** Without a mail server, mails stay in a folder of the installation. */
    sendsMail: boolean;
    largestDocumentBytes: number;
    largestImportBytes: number;
  };
  log: Log;
}
