import { randomUUID } from "node:crypto";
import type { Database } from "../../ports/database.ts";
import type { Checked, CheckName } from "./check.ts";
import type { HealthMonitor } from "./monitor.ts";

/** How a check fared over the last day, in all processes. Milliseconds. */
export interface CheckHistory {
  name: CheckName;
  /** One a minute and process. */
  samples: number;
  degraded: number;
  down: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Writes down every minute what was found, and tells what it came to. */
export interface HealthHistory {
  /** Null while the database cannot tell. Asked of it once for all who ask within half a minute. */
  read(): Promise<readonly CheckHistory[] | null>;
  /** Takes a sample now. */
  sample(): Promise<void>;
  stop(): void;
}

interface Settings {
  now(): Date;
  failed(error: unknown): void;
}

const minute = 60_000;
const freshMilliseconds = 30_000;
/** Of a database that is away for longer, the beginning is forgotten. */
const mostPending = 24 * 60 * 12;

interface Sample extends Pick<Checked, "name" | "status"> {
  at: string;
  milliseconds: number;
}

const insert = `insert into health_sample (at, process, check_name, status, milliseconds)
  select at, $2, name, status, milliseconds from jsonb_to_recordset($1::jsonb) as s (at timestamptz, name text, status text, milliseconds real)
  on conflict do nothing`;
const select = `select check_name as name, count(*) as samples, count(*) filter (where status = 'degraded') as degraded,
    count(*) filter (where status = 'down') as down,
    percentile_cont(0.5) within group (order by milliseconds) as p50,
    percentile_cont(0.95) within group (order by milliseconds) as p95,
    percentile_cont(0.99) within group (order by milliseconds) as p99
  from health_sample where at > now() - interval '1 day' group by check_name order by check_name`;

export function healthHistory(
  db: Database,
  monitor: Pick<HealthMonitor, "read">,
  { now, failed }: Settings,
): HealthHistory {
  const process = randomUUID();
  let pending: Sample[] = [];
  let last: { at: number; found: Promise<CheckHistory[] | null> } | undefined;

  const sample = async () => {
    const at = new Date(Math.floor(now().getTime() / minute) * minute).toISOString();
    for (const { name, status, responseTime } of await monitor.read())
      if (responseTime !== null) pending.push({ at, name, status, milliseconds: responseTime });
    pending = pending.slice(-mostPending);
    const written = new Set(pending);
    // Samples of a database that is away wait for it.
    await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
      sql.query(insert, [JSON.stringify([...written]), process]),
    );
    pending = pending.filter((one) => !written.has(one));
  };
  const timer = setInterval(() => void sample().catch(failed), minute).unref();
  return {
    sample,
    read: () => {
      if (last && performance.now() - last.at < freshMilliseconds) return last.found;
      const found = db
        .transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => sql.query<CheckHistory>(select))
        .catch(() => null);
      last = { at: performance.now(), found };
      return found;
    },
    stop: () => clearInterval(timer),
  };
}

/** Removes what is older than a day. */
export async function forgetHealth(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("delete from health_sample where at < now() - interval '25 hours'"),
  );
}
