import type { Database, Sql } from "../../../ports/database.ts";
import type { Check, Finding } from "../check.ts";

/**
 * Whether PostgreSQL answers, and takes what is written. `read` is what serving needs: `GET /api/readyz` looks at it.
 * Reading is looked at first, so that a database that can only be read is told from one that is away.
 */
export function databaseCheck(db: Database): Check {
  return {
    name: "database",
    everyMilliseconds: 3_000,
    timeoutMilliseconds: 4_000,
    look: async () => {
      await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => sql.query("select 1"));
      try {
        await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
          sql.query("update health_pulse set at = clock_timestamp()"),
        );
      } catch {
        return { status: "down", facts: { read: "up", write: "down" } };
      }
      // Where a provider hides its replicas, nothing is known of them.
      const slots = await db.transaction(looking, readSlots).catch(() => []);
      const { status, facts } = replicationOf(slots);
      return { status, facts: { read: "up", write: "up", ...facts } };
    },
  };
}

const looking = { role: "nextcrm_operator", readOnly: true } as const;

/** What others follow the database by: replicas, archives. PostgreSQL shows it to everybody. */
interface Slot {
  active: boolean;
  /** Of the write-ahead log, kept for whoever follows. */
  behindBytes: number;
  isLost: boolean;
}

function readSlots(sql: Sql): Promise<Slot[]> {
  return sql.query<Slot>(`
    select active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::float8 as "behindBytes",
      coalesce(wal_status in ('unreserved', 'lost'), false) as "isLost"
    from pg_replication_slots where not temporary`);
}

const mostBehindBytes = 2 ** 30;

/** Who follows and is away has the disk filled with what is kept for them, and is no replica to fall back on. */
export function replicationOf(slots: readonly Slot[]): Pick<Finding, "status"> & { facts: Record<string, number> } {
  if (slots.length === 0) return { status: "up", facts: {} };
  const behindBytes = Math.max(...slots.map((slot) => slot.behindBytes));
  const away = slots.filter(({ active }) => !active).length;
  const isWell = away === 0 && behindBytes <= mostBehindBytes && slots.every(({ isLost }) => !isLost);
  return {
    status: isWell ? "up" : "degraded",
    facts: { replicas: slots.length, replicasAway: away, replicationBehindBytes: behindBytes },
  };
}

/** How far the database's clock may be from this machine's: what both write is read side by side. */
const mostDriftSeconds = 2;

export function clockCheck(db: Database, now: () => number = Date.now): Check {
  return {
    name: "clock",
    everyMilliseconds: 30_000,
    timeoutMilliseconds: 4_000,
    look: async () => {
      const sent = now();
      const [row] = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
        sql.query<{ at: number }>("select extract(epoch from clock_timestamp())::float8 * 1000 as at"),
      );
      const received = now();
      // Where on its way the question was answered is not known: that much may be no drift at all.
      const doubt = (received - sent) / 2;
      const drift = row!.at - (sent + received) / 2;
      const certain = Math.max(0, Math.abs(drift) - doubt) / 1_000;
      const facts = { driftSeconds: Math.round(drift) / 1_000 };
      return { status: certain > mostDriftSeconds ? "degraded" : "up", facts };
    },
  };
}
