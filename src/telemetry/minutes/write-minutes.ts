import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { ReadLog } from "../../audit/read-log.ts";
import type { Policies } from "../../limits/policies.ts";
import { takeFor } from "../../limits/subject.ts";
import { nobody } from "../../access/caller.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Database, Sql } from "../../ports/database.ts";
import type { Limiter } from "../../ports/limiter.ts";
import type { HealthMonitor } from "../health/monitor.ts";
import type { StrangersCounts } from "../metrics/strangers.ts";
import { since } from "./figures.ts";
import type { Figures } from "./figures.ts";

/** Tells the others once a minute what only this process knows. */
export interface MinuteWriter {
  /** Tells this process from others. */
  process: string;
  /** Writes what has happened since the last time. Rejects where the database is away; nothing is lost by that. */
  write(): Promise<void>;
}

interface Parts {
  db: Database;
  clock: Pick<Clock, "now">;
  health: Pick<HealthMonitor, "read">;
  limiter: Limiter;
  policies: Policies;
  reads: Pick<ReadLog, "spilled">;
  backupStamp: BackupStamp;
  strangers(): StrangersCounts;
}

const insert = `insert into process_minute (at, process, figures) values ($1, $2, $3)
  on conflict (at, process) do nothing`;
const forget = "delete from process_minute where at < $1::timestamptz - interval '2 hours'";

export function minuteWriter(parts: Parts): MinuteWriter {
  const process = randomUUID();
  let told: StrangersCounts = { signInsFailed: 0, signInsRefused: 0, browserReports: 0 };
  return {
    process,
    write: async () => {
      // A process that nobody asks anything would not notice that its Redis is away. Looking costs nothing.
      await parts.limiter.peek([takeFor(parts.policies.address, { caller: nobody, ip: null })]);
      const [found, backup] = await Promise.all([checksOf(parts.health), lastBackup(parts.backupStamp)]);
      const counts = parts.strangers();
      const figures: Figures = {
        ...since(told, counts),
        limits: parts.limiter.state(),
        readsSpilled: parts.reads.spilled(),
        checks: found,
        backup,
      };
      const at = parts.clock.now().toISOString();
      await parts.db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
        await sql.query(insert, [at, process, JSON.stringify(figures)]);
        await sql.query(forget, [at]);
      });
      told = counts;
    },
  };
}

async function checksOf(health: Pick<HealthMonitor, "read">): Promise<Figures["checks"]> {
  const found = await health.read();
  return Object.fromEntries(found.map(({ name, status, facts }) => [name, { status, ...(facts && { facts }) }]));
}

/** A file that is touched when a backup has succeeded. */
export interface BackupStamp {
  path: string;
  /** Somebody has said that it is there, so that it is wrong where it is not. */
  isDemanded: boolean;
}

/** When a backup was made last, by the time of a file; null where nobody knows of any. */
export async function lastBackup({ path, isDemanded }: BackupStamp): Promise<string | null> {
  try {
    return (await stat(path)).mtime.toISOString();
  } catch {
    return isDemanded ? "missing" : null;
  }
}

/** A process's minute as it was written. */
export interface Minute {
  at: Date;
  process: string;
  figures: Figures;
}

/** The minutes of all processes since then, the oldest first. */
export async function readMinutes(sql: Sql, from: Date): Promise<Minute[]> {
  const rows = await sql.query<{ at: string; process: string; figures: Figures }>(
    "select at, process, figures from process_minute where at >= $1 order by at, process",
    [from.toISOString()],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
