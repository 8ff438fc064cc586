import { internalOrigin, systemActor } from "../../access/caller.ts";
import type { PruneDetails } from "../../audit/pruned.ts";
import { digestOfRuns, runsOf, textOfRuns } from "../../audit/places.ts";
import { readRetention } from "../../audit/retention.ts";
import type { Work } from "../../audit/work.ts";
import { abandonFile, claimFile } from "../../crm/document-versions.ts";
import { newId } from "../../identifier.ts";
import type { Clock } from "../../ports/clock.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { archiveKey, hoursToWrite, Overtaken, writeArchive } from "./archive-file.ts";
import type { Archive, ArchiveTools } from "./archive-file.ts";

export interface PruneTools extends ArchiveTools {
  clock: Clock;
}

/** As many leave in one transaction, and are in one file; each transaction takes a second or two. */
const eventsAtOnce = 50_000;
/** So often, what changes while a file is written may make it worthless. */
const mostAttempts = 3;

interface Due {
  /** RFC 3339, to the millisecond. */
  before: string;
  /** Ascending. */
  places: number[];
  /** The month of them all, `2026-11`, UTC. */
  month: string;
  archive: boolean;
}

/**
 * Prunes an organization's log from its old end: what its retention does not keep leaves it, after it was written to
 * the storage. Stops between two batches when told to. Answers how many events went.
 */
export async function pruneLog(tools: PruneTools, organizationId: string, signal?: AbortSignal): Promise<number> {
  let [pruned, attempts] = [0, 0];
  for (;;) {
    signal?.throwIfAborted();
    const due = await readDue(tools, organizationId);
    if (!due) return pruned;
    try {
      await pruneDue(tools, organizationId, due);
      pruned += due.places.length;
      attempts = 0;
    } catch (error) {
      // Somebody was erased, a hold began, or another process was faster: what is due now is another matter.
      if (!isOvertaken(error) || (attempts += 1) >= mostAttempts) throw error;
    }
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof Overtaken || String((error as { code?: unknown }).code).startsWith("40");
}

const inside = <T>(
  { db }: Pick<PruneTools, "db">,
  organizationId: string,
  kind: "audited" | "read-only",
  body: (work: Work) => Promise<T>,
) => inOrganization(db, systemActor(organizationId), internalOrigin("prune-audit-log"), kind, body);

/** The oldest events that may go, those of one month; null where there are none. */
function readDue(tools: PruneTools, organizationId: string): Promise<Due | null> {
  return inside(tools, organizationId, "read-only", async ({ sql }) => {
    const { effectiveDays, archive } = await readRetention(sql, organizationId);
    const text = `
      with cutoff as (select date_trunc('milliseconds', least($1::timestamptz, now()) - $2::int * interval '24 hours') as before),
      due as (
        select d.sequence, to_char(d.occurred_at at time zone 'UTC', 'YYYY-MM') as month
        from cutoff, due_events(cutoff.before, ${eventsAtOnce}) d
      ), first as (select month from due order by sequence limit 1)
      select before, month, array_agg(sequence order by sequence)::float8[] as places
      from cutoff, first join due using (month) group by before, month`;
    const [due] = await sql.query<Omit<Due, "archive">>(text, [tools.clock.now().toISOString(), effectiveDays]);
    return due ? { ...due, archive } : null;
  });
}

async function pruneDue(tools: PruneTools, organizationId: string, due: Due): Promise<void> {
  if (!due.archive) return remove(tools, organizationId, due, null);
  const key = archiveKey(organizationId, due.month);
  // Until events have left for it, the file is nobody's: whatever happens in between, it is removed.
  await inside(tools, organizationId, "audited", (work) => abandonFile(work, key, hoursToWrite));
  const archive = await writeArchive(tools, organizationId, due.places, key);
  try {
    await remove(tools, organizationId, due, archive);
  } catch (error) {
    // Only what was surely rolled back: a commit whose answer got lost may have happened, and then this is all there is.
    if (isOvertaken(error)) await tools.storage.remove(key);
    throw error;
  }
}

/** The events of places leave the log, in one transaction with the event that says so. */
function remove(tools: PruneTools, organizationId: string, due: Due, archive: Archive | null): Promise<void> {
  const runs = runsOf(due.places);
  const places = textOfRuns(runs);
  return inside(tools, organizationId, "audited", async (work) => {
    const act = newId();
    if (archive) await claimFile(work, archive.key);
    await work.sql.query("select prune_events($1, $2::int8multirange, $3, $4::jsonb)", [
      act,
      places,
      due.before,
      archive && JSON.stringify(archive),
    ]);
    const prune: PruneDetails = {
      first: runs[0]![0],
      upto: runs.at(-1)![1],
      events: due.places.length,
      before: due.before,
      places: digestOfRuns(places),
      ...(archive && { archive: { sha256: archive.sha256 } }),
    };
    work.record({ id: act, action: "PRUNE", resource: "audit_log", details: { prune } });
  });
}
