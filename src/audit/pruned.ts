import type { Sql } from "../ports/database.ts";
import { digestOfRuns, lookUpIn, parseRuns, textOfRuns } from "./places.ts";
import type { Run } from "./places.ts";

/** What the event of a prune says of it, in the clear part of its leaf. */
export interface PruneDetails {
  /** The first place, and the one behind the last. */
  first: number;
  upto: number;
  events: number;
  /** RFC 3339: what occurred earlier went. */
  before: string;
  /** Hexadecimal SHA-256 of the text of `audit_prune.places`. */
  places: string;
  /** Of the file that has the events, where they were archived. */
  archive?: { sha256: string };
}

/** Tells which places of a log were pruned: those of which an event PRUNE, which is in the log behind them, says so. */
export async function readPruned(sql: Sql, organizationId: string): Promise<(place: number) => boolean> {
  const text = `select p.places::text as places, e.leaf, l.sequence from audit_prune p
    join audit_event e on e.organization_id = p.organization_id and e.id = p.event_id and e.action = 'PRUNE'
    left join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
    where p.organization_id = $1`;
  const rows = await sql.query<Prune>(text, [organizationId]);
  const runs: Run[] = rows.flatMap((prune) => (isTold(prune) ? parseRuns(prune.places) : []));
  return lookUpIn(runs);
}

interface Prune {
  places: string;
  leaf: string;
  /** Of the event; null for the moment before it is sealed. */
  sequence: number | null;
}

/** Whether the leaf of an event PRUNE is about exactly these places, and stands behind them. */
function isTold({ places, leaf, sequence }: Prune): boolean {
  const runs = parseRuns(places);
  const [first, upto] = [runs[0]?.[0], runs.at(-1)?.[1]];
  if (upto === undefined || upto > (sequence ?? upto) || textOfRuns(runs) !== places) return false;
  const events = runs.reduce((sum, [from, upTo]) => sum + upTo - from, 0);
  try {
    const { action, context } = JSON.parse(leaf) as { action?: string; context?: { prune?: Partial<PruneDetails> } };
    const said = context?.prune;
    if (action !== "PRUNE" || said?.first !== first || said?.upto !== upto || said?.events !== events) return false;
    return said?.places === digestOfRuns(places);
  } catch {
    // Verifying finds what is wrong with it at its own place.
    return false;
  }
}
