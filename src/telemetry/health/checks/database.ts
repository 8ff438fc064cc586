import type { Database } from "../../../ports/database.ts";
import type { Check } from "../check.ts";

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
      return { status: "up", facts: { read: "up", write: "up" } };
    },
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
