import type { Sql } from "../ports/database.ts";

/** How far sealing is behind, over all logs that are sealed. */
export interface Unsealed {
  /** Committed, without a place; 1,000 stands for that and more. */
  events: number;
  /** 0 where none waits. */
  oldestSeconds: number;
  /** Null until something was sealed. */
  secondsSinceCheckpoint: number | null;
}

// What the sequencer's last statement could not see, by the same index as the sequencer itself.
const text = `
  with seen as (
    select pg_snapshot_xmax(snapshot) as xmax, array(select pg_snapshot_xip(snapshot)) as xip, sealed_at from audit_sequencer
  ), unsealed as (
    select occurred_at from audit_event e
    where (e.xid >= (select xmax from seen) or e.xid = any ((select xip from seen)::xid8[]))
      and not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id offset 0)
    limit 1000
  )
  select (select count(*) from unsealed) as events,
    (select coalesce(greatest(extract(epoch from clock_timestamp() - min(occurred_at)), 0), 0) from unsealed)::float8 as "oldestSeconds",
    (select extract(epoch from clock_timestamp() - sealed_at)::float8 from seen) as "secondsSinceCheckpoint"`;

/** Costs an index scan of what was committed in the last moments. */
export async function readUnsealed(sql: Sql): Promise<Unsealed> {
  const [row] = await sql.query<Unsealed>(text);
  return row!;
}
