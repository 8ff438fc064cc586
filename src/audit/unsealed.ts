import type { Finding } from "../../proofs/log-verdict.ts";
import type { Database, Sql } from "../ports/database.ts";

/** Something that stands beside the log. */
export type Beside = Finding & { kind: "inserted"; sequence: null };

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
 * Events and personal values for which the log has no place among those that a checkpoint promises. An event that the
 * sequencer must have seen and did not seal was put in behind its back, as was one with a place elsewhere, or of a
 * transaction that is still to come; another one waits. Where nothing tells what the sequencer has seen, the event's
 * age decides.
 */
export async function withoutPlace(
  sql: Sql,
  organizationId: string,
  { snapshot, askedAt }: SequencerView,
): Promise<{ waiting: number; valuesWaiting: number; finding: Beside | null }> {
  const text = `
    with promised as materialized (select coalesce(max(size), 0) as size from audit_checkpoint where organization_id = $1),
    unplaced as (
      select id, coalesce(case when exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id) then true
        when $2::pg_snapshot is null then occurred_at < $3::timestamptz - interval '${longestWaitSeconds} seconds'
        else pg_visible_in_snapshot(xid, $2::pg_snapshot) or not pg_visible_in_snapshot(xid, pg_current_snapshot()) end, true) as seen
      from audit_event e where organization_id = $1
        and not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id
          and l.sequence >= 0 and l.sequence < (select size from promised))
    )
    select (select count(*) from unplaced) as waiting,
      (select count(*) from audit_disclosure d where organization_id = $1 and d.event_id in (select id from unplaced)) as "valuesWaiting",
      array(select id from unplaced where seen order by id limit 1) as seen, array(
        select event_id from audit_disclosure d where organization_id = $1
        and not exists (select from audit_event e where e.organization_id = d.organization_id and e.id = d.event_id)
        order by event_id limit 1) as orphan`;
  const [row] = await sql.query<Unplaced>(text, [organizationId, snapshot, askedAt]);
  const { seen, orphan, ...counts } = row!;
  if (seen.length > 0)
    return { ...counts, finding: inserted(seen[0], "It has no place in the log, and should have one.") };
  if (orphan.length > 0)
    return { ...counts, finding: inserted(orphan[0], "There are personal values of it, and no such event.") };
  return { ...counts, finding: null };
}

interface Unplaced {
  waiting: number;
  /** Personal values of these. */
  valuesWaiting: number;
  /** The first one, or none. */
  seen: (string | null)[];
  orphan: (string | null)[];
}

/** The id is null only where somebody did without the constraint. */
function inserted(eventId: string | null | undefined, sentence: string): Beside {
  return { kind: "inserted", sequence: null, ...(typeof eventId === "string" && { eventId }), sentence };
}
