import type { Finding } from "../../proofs/log-verdict.ts";
import type { Database, Sql } from "../ports/database.ts";

/** Something that stands beside the log. */
export type Beside = Finding & { kind: "inserted"; sequence: null; eventId: string };

/** What the sequencer had looked at, and when it was asked. */
export interface SequencerView {
  /** Null where nothing can be said of it: none is kept, or it is of before a restore. */
  snapshot: string | null;
  askedAt: string;
}

export function sequencerView(db: Database): Promise<SequencerView> {
  return db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => {
    const [view] = await sql.query<SequencerView>(
      `select (select snapshot::text from audit_sequencer
        where pg_snapshot_xmax(snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) limit 1) as snapshot, now() as "askedAt"`,
    );
    return view!;
  });
}

/** Nothing waits longer than this while a process seals. */
const longestWaitSeconds = 60;

/**
 * Events and personal values for which the log has no place. An event that the sequencer must have seen and did not
 * seal was put in behind its back; another one waits. Where nothing tells what it has seen, the event's age decides.
 */
export async function withoutPlace(
  sql: Sql,
  organizationId: string,
  { snapshot, askedAt }: SequencerView,
): Promise<{ waiting: number; finding: Beside | null }> {
  const text = `
    with unplaced as (
      select id, case when $2::pg_snapshot is null then occurred_at < $3::timestamptz - interval '${longestWaitSeconds} seconds'
        else pg_visible_in_snapshot(xid, $2::pg_snapshot) end as seen
      from audit_event e where organization_id = $1
        and not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id)
    )
    select (select count(*) from unplaced) as waiting, (select id from unplaced where seen order by id limit 1) as seen,
      (select event_id from audit_disclosure d where organization_id = $1
        and not exists (select from audit_event e where e.organization_id = d.organization_id and e.id = d.event_id)
        order by event_id limit 1) as orphan`;
  const [row] = await sql.query<{ waiting: number; seen: string | null; orphan: string | null }>(text, [
    organizationId,
    snapshot,
    askedAt,
  ]);
  const { waiting, seen, orphan } = row!;
  if (seen !== null) return { waiting, finding: inserted(seen, "It has no place in the log, and should have one.") };
  if (orphan !== null)
    return { waiting, finding: inserted(orphan, "There are personal values of it, and no such event.") };
  return { waiting, finding: null };
}

function inserted(eventId: string, sentence: string): Beside {
  return { kind: "inserted", sequence: null, eventId, sentence };
}
