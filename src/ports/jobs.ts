import type { Sql } from "./database.ts";

/** The kinds of work that run behind the requests, with what each needs to know. Payloads hold ids, not personal data. */
export interface JobKinds {
  "send-mail": { to: string; subject: string; text: string };
  /** To the operators' receiver. */
  "send-alert": { alertId: string; told: "raised" | "resolved" };
  import: { organizationId: string; importId: string };
  "undo-import": { organizationId: string; importId: string };
  "audit-export": { organizationId: string; exportId: string };
  "data-export": { organizationId: string; exportId: string };
  /** Everything about one person, for a request of theirs. */
  "person-export": { organizationId: string; requestId: string };
  /** Finds organizations in which somebody is to be reminded of a record. */
  "find-reminders": Record<string, never>;
  /** Reminds of what lies behind one moment and up to another, in RFC 3339. */
  remind: { organizationId: string; since: string; until: string };
  /** Reminds owners of people's requests that are due soon. */
  "tend-person-requests": Record<string, never>;
  /** Removes what organizations' retention policies say. */
  "retain-records": Record<string, never>;
  "prune-audit-log": Record<string, never>;
  "rewrite-archives": { organizationId: string };
  /** Enqueued by the database, when a plan keeps less than the one before. */
  "announce-retention": { organizationId: string };
  "add-up-usage": Record<string, never>;
  "recount-usage": Record<string, never>;
  "add-up-installation": Record<string, never>;
  "recount-installation": Record<string, never>;
  /** Has whoever collects money do what the organization's deletion, or its cancellation, means. */
  "settle-subscription": { organizationId: string };
  /** Writes down what an organization pays, as whoever collects it says now. */
  "follow-subscription": { organizationId: string };
  /** Reminds of payments that fail, and ends the grace of those that have failed for too long. */
  "tend-payments": Record<string, never>;
  "reconcile-billing": Record<string, never>;
  /** Reminds of deletions that come nearer, and begins those that are due. */
  "tend-deletions": Record<string, never>;
  /** At most one of an organization waits or runs; asking for another does nothing. */
  "purge-organization": { organizationId: string };
  sweep: Record<string, never>;
}

export type JobKind = keyof JobKinds;

/** A job that was given up after its last try. */
export interface FailedJob {
  id: string;
  kind: string;
  organizationId: string | null;
  /** The error's class. Its text may tell of people. */
  error: string;
  tries: number;
  /** RFC 3339. */
  failedAt: string;
}

/** How the last work of a kind went. Times in RFC 3339; `error` is a class, as of a failed job. */
export interface LatestRuns {
  /** One that waits, runs, or failed and will be tried again; null where there is none. */
  pending: { state: "waiting" | "running" | "retrying"; since: string; error: string | null } | null;
  /** The last that ended, with the error that it was given up for; null where none did as long as they are kept. */
  ended: { at: string; error: string | null } | null;
}

/** Durable work, at least once. */
export interface Jobs {
  /**
   * Enqueues in the caller's transaction: the job exists exactly if that commits. Among those that wait, the ones
   * with fewer of their own kind `ahead` go first, so that whoever enqueues many lets others pass.
   */
  enqueue<K extends JobKind>(sql: Sql, kind: K, payload: JobKinds[K], ahead?: number): Promise<void>;
  /** Runs `handle` for each job of the kind; a rejection is retried with growing pauses. */
  work<K extends JobKind>(kind: K, handle: (payload: JobKinds[K], signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Enqueues by a cron expression (UTC). */
  schedule<K extends JobKind>(kind: K, cron: string, payload: JobKinds[K]): Promise<void>;
  /** Those that were given up, the last first. */
  failed(most: number): Promise<FailedJob[]>;
  latest(kind: JobKind): Promise<LatestRuns>;
  /** Tries a failed job once more; false where there is none. Throws a Problem where another one is in its place. */
  retry(kind: string, id: string): Promise<boolean>;
  /** Removes a job that waits or has failed; false where there is none. */
  cancel(kind: string, id: string): Promise<boolean>;
  /** Lets running jobs end, up to `graceMilliseconds`. */
  stop(graceMilliseconds: number): Promise<void>;
}
