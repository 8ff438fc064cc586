import type { Database, Sql } from "../../ports/database.ts";

/** How much there is of something: a table's rows, bytes of `storage`, organizations by plan and status. */
export interface InstallationCount {
  name: string;
  /** `FREE active` of `organization`; else empty. */
  kind: string;
  amount: number;
}

/** What came and went on a day of UTC. */
export interface InstallationDay {
  /** `2026-11-23`. */
  day: string;
  name: string;
  added: number;
  removed: number;
}

/** Exact, as of the transaction: what was added up, and what came and went since. */
export function readCounts(sql: Sql): Promise<InstallationCount[]> {
  return sql.query<InstallationCount>(
    `select name, kind, sum(amount)::bigint as amount
      from (select name, kind, amount from installation_count union all select name, kind, amount from installation_change) c
      group by name, kind order by name, kind`,
  );
}

/** Exact as well; days on which nothing came or went are left out. */
export function readDays(sql: Sql, since: string): Promise<InstallationDay[]> {
  return sql.query<InstallationDay>(
    `select day, name, sum(added)::bigint as added, sum(removed)::bigint as removed from (
        select day, name, added, removed from installation_day where day >= $1::date
        union all select day, name, added, removed from installation_change where day >= $1::date and (added > 0 or removed > 0)
      ) d group by day, name order by day, name`,
    [since],
  );
}

/** Adds up what came and went, so that asking how much there is stays cheap. */
export async function addUpInstallation(db: Database, now: Date): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("select add_up_installation($1)", [now.toISOString()]),
  );
}

/** Counts everything anew and mends what was kept. Answers where it was off, and by how much: there should be nothing. */
export function recountInstallation(db: Database, now: Date): Promise<{ name: string; kind: string; off: number }[]> {
  return db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query<{ name: string; kind: string; off: number }>("select * from recount_installation($1)", [
      now.toISOString(),
    ]),
  );
}
