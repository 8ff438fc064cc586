import type { Database, Sql } from "../../ports/database.ts";
import type { SafeError } from "./safe-error.ts";

/** The same faults since they were last written. */
export interface Tally {
  fingerprint: string;
  about: string;
  error: SafeError | null;
  routes: string[];
  /** By hour, `2026-11-23T05:00:00Z`. */
  hours: Record<string, number>;
  firstSeen: string;
  lastSeen: string;
  lastRequestId: string | null;
  requests: { id: string; route: string | null; at: string }[];
}

/** What is kept, of all processes together. The faults that were seen longest ago go first. */
export const mostKept = { faults: 1_000, requests: 200, routes: 20, days: 14 } as const;

const rows = `jsonb_to_recordset($1::jsonb) as t (fingerprint text, about text, error jsonb, routes text[], seen bigint,
    "firstSeen" timestamptz, "lastSeen" timestamptz, "lastRequestId" uuid)`;
const add = `insert into recorded_error as kept
    (fingerprint, about, error, routes, seen, first_seen, last_seen, last_request_id)
  select fingerprint, about, nullif(error, 'null'), routes, seen, "firstSeen", "lastSeen", "lastRequestId" from ${rows}
  on conflict (fingerprint) do update set
    error = excluded.error,
    routes = array(select distinct route from unnest(kept.routes || excluded.routes) as route order by route limit ${mostKept.routes}),
    seen = kept.seen + excluded.seen,
    first_seen = least(kept.first_seen, excluded.first_seen),
    last_seen = greatest(kept.last_seen, excluded.last_seen),
    last_request_id = coalesce(excluded.last_request_id, kept.last_request_id),
    reopened_at = case when kept.resolved_at < excluded.last_seen then excluded.last_seen else kept.reopened_at end,
    resolved_at = case when kept.resolved_at < excluded.last_seen then null else kept.resolved_at end`;
const addHours = `insert into recorded_error_hour as kept (fingerprint, hour, seen)
  select fingerprint, hour, seen from jsonb_to_recordset($1::jsonb) as t (fingerprint text, hour timestamptz, seen bigint)
  on conflict (fingerprint, hour) do update set seen = kept.seen + excluded.seen`;
const addRequests = `insert into recorded_error_request (request_id, fingerprint, route, at)
  select id, fingerprint, route, at from jsonb_to_recordset($1::jsonb) as t (id uuid, fingerprint text, route text, at timestamptz)
  on conflict do nothing`;
const forgetRequests = `delete from recorded_error_request r where fingerprint = any ($1)
  and at < (select at from recorded_error_request o where o.fingerprint = r.fingerprint order by at desc offset $2 limit 1)`;
// What another process counts up at this moment is not old.
const forgetFaults = `delete from recorded_error where fingerprint in
  (select fingerprint from recorded_error order by last_seen desc, fingerprint desc offset $1 for update skip locked)`;

/** Adds to what is kept, and forgets what is too much. A resolved fault that came again is open again. */
export async function writeErrors(
  db: Database,
  tallies: readonly Tally[],
  most: number = mostKept.faults,
): Promise<void> {
  // In one order, so that two processes that add at once do not wait for each other in a circle.
  const sorted = tallies.toSorted((one, other) => (one.fingerprint < other.fingerprint ? -1 : 1));
  const faults = sorted.map(({ hours, requests: _, ...fault }) => ({ ...fault, seen: sum(Object.values(hours)) }));
  const hours = sorted.flatMap((one) =>
    Object.entries(one.hours).map(([hour, seen]) => ({ fingerprint: one.fingerprint, hour, seen })),
  );
  const requests = sorted.flatMap(({ fingerprint, requests: all }) => all.map((one) => ({ fingerprint, ...one })));
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    await sql.query(add, [JSON.stringify(faults)]);
    await sql.query(addHours, [JSON.stringify(hours)]);
    await sql.query(addRequests, [JSON.stringify(requests)]);
    await sql.query(forgetRequests, [sorted.map(({ fingerprint }) => fingerprint), mostKept.requests]);
    await sql.query(forgetFaults, [most]);
  });
}

/** Removes what is older than two weeks; faults themselves stay for 90 days after they were last seen. */
export async function forgetErrors(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql: Sql) => {
    await sql.query("delete from recorded_error where last_seen < now() - interval '90 days'");
    for (const [table, column] of [
      ["recorded_error_hour", "hour"],
      ["recorded_error_request", "at"],
    ])
      await sql.query(`delete from ${table} where ${column} < now() - interval '${mostKept.days} days'`);
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}
