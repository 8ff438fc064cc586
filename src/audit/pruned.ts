import type { Sql } from "../ports/database.ts";
import { digestOfRuns, lookUpIn, parseRuns } from "./places.ts";
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

/** Tells which places of a log were pruned: those of which an event PRUNE, which is in the log, says so. */
export async function readPruned(sql: Sql, organizationId: string): Promise<(place: number) => boolean> {
  const text = `select p.places::text as places, e.leaf from audit_prune p
    join audit_event e on e.organization_id = p.organization_id and e.id = p.event_id and e.action = 'PRUNE'
    where p.organization_id = $1`;
  const rows = await sql.query<{ places: string; leaf: string }>(text, [organizationId]);
  const runs: Run[] = rows.flatMap(({ places, leaf }) => (tellsOf(leaf, places) ? parseRuns(places) : []));
  return lookUpIn(runs);
}

/** Whether the leaf of an event PRUNE is about exactly these places. */
function tellsOf(leaf: string, places: string): boolean {
  try {
    const { action, context } = JSON.parse(leaf) as { action?: string; context?: { prune?: Partial<PruneDetails> } };
    return action === "PRUNE" && context?.prune?.places === digestOfRuns(places);
  } catch {
    // Verifying finds what is wrong with it at its own place.
    return false;
  }
}
