import type { Columns, Place } from "../../proofs/log-verdict.ts";
import type { Sql } from "../ports/database.ts";

/** Places of a range row by row, whatever is in them. */

/** Places from one number up to, and without, another. */
export type Range = readonly [organizationId: string, from: number, upTo: number];

/** Digests of what was erased of an event. */
export type ErasedOf = (eventId: string) => readonly string[];

/** Control characters, which JSON writes in another way. */
export const between = "\n";
export const behindName = "\t";

const selectRows = `
  select l.sequence, l.event_id, l.hash, case when e.id is not null then coalesce(e.leaf, '') end, e.action, e.resource, e.resource_id, e.outcome, e.actor_id, e.occurred_at,
    (select count(*) || E'\\n' || string_agg(coalesce(d.name || E'\\t' || d.disclosure, E'\\n'), E'\\n' order by d.name) from audit_disclosure d
      where d.organization_id = l.organization_id and d.event_id = l.event_id)
  from audit_leaf l left join audit_event e on e.organization_id = l.organization_id and e.id = l.event_id
  where l.organization_id = $1 and l.sequence >= $2 and l.sequence < $3 order by l.sequence`;

type PlaceRow = [
  sequence: number,
  eventId: string,
  hash: Uint8Array,
  leaf: string | null,
  action: string,
  resource: string,
  resourceId: string | null,
  outcome: string,
  actorId: string | null,
  occurredAt: string,
  disclosures: string | null,
];

export async function readRows(sql: Sql, range: Range, erasedOf: Promise<ErasedOf>): Promise<Place[]> {
  const [rows, erased] = await Promise.all([
    sql.values(selectRows, range, { prepare: true }) as Promise<PlaceRow[]>,
    erasedOf,
  ]);
  return rows.map((row) => placeOf(range[0], row, erased(row[1])));
}

function placeOf(organizationId: string, row: PlaceRow, erased: readonly string[]): Place {
  const [sequence, eventId, hash, leaf, action, resource, resourceId, outcome, actorId, occurredAt, told] = row;
  const columns: Columns | null =
    leaf === null ? null : { organizationId, id: eventId, action, resource, resourceId, outcome, actorId, occurredAt };
  return { sequence, eventId, leaf, hash, disclosures: told === null ? none : disclosuresIn(told), erased, columns };
}

const none: readonly string[] = [];

/** The rows behind their count: one that holds what parts two is not taken for two, nor one that is null for none. */
function disclosuresIn(told: string): readonly string[] {
  const [count, ...rows] = told.split(between);
  return rows.length === Number(count) ? rows.map(disclosureIn) : [told];
}

/** The text of a disclosure that bears the name under which it stands; otherwise something that has no digest. */
export function disclosureIn(row: string): string {
  const at = row.indexOf(behindName);
  const text = row.slice(at + 1);
  // Behind the opening bracket stands the salt, 22 letters in quotation marks.
  const [from, to] = [27, 27 + at];
  const isNamed = text.slice(24, from) === '","' && text.slice(from, to) === row.slice(0, at);
  return isNamed && text.slice(to, to + 2) === '",' ? text : row;
}
