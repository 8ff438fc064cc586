import type { Database } from "../../ports/database.ts";
import type { Metrics } from "../../telemetry/metrics/metrics.ts";
import { bucketOf, noDurations } from "./durations.ts";

/** Counts requests by hour and minute, off their path. */
export interface RequestLog {
  note(route: string, status: number, seconds: number): void;
  /** Resolves when what was counted is in the database. Rejects where it is away; nothing is lost by that. */
  flush(): Promise<void>;
  stop(): void;
}

interface Settings {
  now(): Date;
  failed(error: unknown): void;
  delayMilliseconds?: number;
}

interface Count {
  span: "minute" | "hour";
  at: string;
  requests: number;
  refused: number;
  errors: number;
  durations: number[];
}

/** Files of the web app, and what machines ask every few seconds: they would hide how the product fares. */
const uncounted = new Set(["/*", "/api/health", "/api/livez", "/api/readyz", "/api/metrics"]);

/** Of a database that is away for longer, the oldest minutes are forgotten; hours are few. */
const mostPending = 1_000;

const add = `insert into request_count as c (span, at, requests, refused, errors, durations)
  select span, at, requests, refused, errors, durations
  from jsonb_to_recordset($1::jsonb) as r (span text, at timestamptz, requests bigint, refused bigint, errors bigint, durations bigint[])
  on conflict (span, at) do update set requests = c.requests + excluded.requests, refused = c.refused + excluded.refused,
    errors = c.errors + excluded.errors, durations = add_each(c.durations, excluded.durations)`;

/** A process that is killed loses the counts of the last few seconds; those of a database that is away wait for it. */
export function requestLog(db: Database, { now, failed, delayMilliseconds = 5_000 }: Settings): RequestLog {
  let counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;

  const countOf = (span: Count["span"], at: string): Count => {
    const name = `${span} ${at}`;
    let count = counts.get(name);
    if (!count) {
      count = { span, at, requests: 0, refused: 0, errors: 0, durations: noDurations() };
      counts.set(name, count);
    }
    return count;
  };
  const putBack = (written: readonly Count[]) => {
    for (const one of written) {
      const count = countOf(one.span, one.at);
      for (const member of ["requests", "refused", "errors"] as const) count[member] += one[member];
      for (const [bucket, times] of one.durations.entries()) count.durations[bucket]! += times;
    }
    const minutes = [...counts.keys()].filter((name) => name.startsWith("minute")).toSorted();
    for (const name of minutes.slice(0, Math.max(0, counts.size - mostPending))) counts.delete(name);
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (counts.size === 0) return;
    // In one order, so that two processes that add at once do not wait for each other in a circle.
    const written = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
    counts = new Map();
    try {
      await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
        sql.query(add, [JSON.stringify(written)]),
      );
    } catch (error) {
      putBack(written);
      later();
      throw error;
    }
  };
  const later = () => {
    timer ??= setTimeout(() => void flush().catch(failed), delayMilliseconds).unref();
  };

  return {
    note: (route, status, seconds) => {
      if (uncounted.has(route)) return;
      const time = now().toISOString();
      const bucket = bucketOf(seconds * 1_000);
      for (const count of [
        countOf("minute", `${time.slice(0, 16)}:00Z`),
        countOf("hour", `${time.slice(0, 13)}:00:00Z`),
      ]) {
        count.requests++;
        if (status >= 500) count.errors++;
        else if (status >= 400) count.refused++;
        count.durations[bucket]!++;
      }
      later();
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}

/** Metrics whose requests are counted by the hour as well. */
export function requestsCounted(metrics: Metrics, log: Pick<RequestLog, "note">): Metrics {
  return {
    ...metrics,
    answered: (method, route, status, seconds) => {
      metrics.answered(method, route, status, seconds);
      log.note(route, status, seconds);
    },
  };
}
