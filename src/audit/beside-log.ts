import type { Finding, Verdict } from "../../proofs/log-verdict.ts";
import type { Database, Sql } from "../ports/database.ts";
import { findingOf, readRefusals } from "./refused-seals.ts";
import { withoutPlace } from "./unsealed.ts";
import type { SequencerView } from "./unsealed.ts";

/** Rows that a log has, with or without a place in it. */
export interface LogRows {
  events: number;
  disclosures: number;
  isFounded: boolean;
}

/** A name for what this transaction sees, for another one that shall see the same. */
export async function snapshotOf(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ snapshot: string }>("select pg_export_snapshot() as snapshot");
  return row!.snapshot;
}

/** Counts in a transaction of its own: whoever reads the log meanwhile leaves PostgreSQL the time for it. */
export function countRows(db: Database, organizationId: string, snapshot: string): Promise<LogRows> {
  const text = `select (select count(*) from audit_event where organization_id = $1) as events,
    (select count(*) from audit_disclosure where organization_id = $1) as disclosures,
    exists (select from organization where id = $1) as "isFounded"`;
  return db.transaction({ role: "nextcrm_app", organizationId, readOnly: true, snapshot }, async (sql) => {
    const [rows] = await sql.query<LogRows>(text, [organizationId]);
    return rows!;
  });
}

/** What the log itself cannot show: rows for which it has no place. */
export async function besideLog(
  sql: Sql,
  organizationId: string,
  view: SequencerView,
  { size, pruned, finding, disclosures }: Verdict & { disclosures: number },
  rows: LogRows,
): Promise<{ waiting: number; finding: Finding | null }> {
  if (finding) return { waiting: 0, finding: null };
  const [refusal] = await readRefusals(sql, organizationId);
  // Founding it was an event.
  if (size === 0 && rows.events === 0 && rows.isFounded)
    return {
      waiting: 0,
      finding: { kind: "missing", sequence: 0, sentence: "The organization is there, and none of its log." },
    };
  const extra = { events: rows.events - (size - pruned), disclosures: rows.disclosures - disclosures };
  if (refusal) return { waiting: extra.events, finding: findingOf(refusal) };
  if (extra.events === 0 && extra.disclosures === 0) return { waiting: 0, finding: null };
  const { valuesWaiting, ...beside } = await withoutPlace(sql, organizationId, view);
  const isAll = beside.waiting === extra.events && valuesWaiting === extra.disclosures;
  return beside.finding || isAll ? beside : { ...beside, finding: unaccounted };
}

/** What is neither at a place nor waits for one, whatever hides it. */
const unaccounted: Finding = {
  kind: "inserted",
  sequence: null,
  sentence: "There are more events or personal values than the log has places for and wait for one, or fewer.",
};
