import { inclusionRanges } from "../../proofs/tree.ts";
import type { Hash } from "../../proofs/tree.ts";
import type { Sql } from "../ports/database.ts";
import { eventsSql, whereSql } from "./filter-sql.ts";
import type { LogFilter } from "./filter-sql.ts";
import type { Whereabouts } from "./find-events.ts";
import { TreeReader } from "./tree-reader.ts";

/** An event with what its verification needs, byte for byte. */
export interface SealedRow {
  /** Null for the moment before it is sealed. */
  sequence: number | null;
  /** Null where the entry was pruned. */
  leaf: string | null;
  hash: Uint8Array | null;
  /** In the order of their names. */
  disclosures: string[] | null;
  /** Digests of those that were erased. */
  erased: string[] | null;
}

/** Lists come as JSON, which is read ten times faster than an array of PostgreSQL. */
const columns = `l.sequence, e.leaf, l.hash,
  (select json_agg(d.disclosure order by d.name) from audit_disclosure d where d.organization_id = e.organization_id and d.event_id = e.id) as disclosures,
  (select json_agg(x.digest order by x.name) from audit_erasure x where x.organization_id = e.organization_id and x.event_id = e.id) as erased`;

/** The first so many places of the log in its order, pruned ones included. */
export function wholeSealedSql(organizationId: string, size: number): { text: string; values: unknown[] } {
  const text = `select ${columns} from audit_leaf l
    left join audit_event e on e.organization_id = l.organization_id and e.id = l.event_id
    where l.organization_id = $1 and l.sequence < $2 order by l.sequence`;
  return { text, values: [organizationId, size] };
}

/** What stands at some places, in the order of the log. */
export function readSealed(sql: Sql, organizationId: string, places: readonly number[]): Promise<SealedRow[]> {
  // Event by event, whatever the planner believes of a log that has just begun to grow.
  const text = `select ${columns} from audit_leaf l
    left join lateral (
      select e.* from audit_event e where e.organization_id = l.organization_id and e.id = l.event_id offset 0) e on true
    where l.organization_id = $1 and l.sequence = any($2::bigint[]) order by l.sequence`;
  return sql.query<SealedRow>(text, [organizationId, places], { prepare: true });
}

/**
 * What matches, newest first: of the first so many places of the log, or of all of it and what waits to be sealed.
 * `within` says where it can be, if that is known.
 */
export function matchingSql(
  organizationId: string,
  filter: LogFilter,
  size?: number,
  within: Whereabouts | null = null,
): { text: string; values: unknown[] } {
  const values: unknown[] = [organizationId];
  const events = within === null ? "audit_event" : eventsSql(idsWithin(within, values));
  const text = `select ${columns} from ${events} e
    left join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
    where ${whereSql(filter, values)}${size === undefined ? "" : ` and l.sequence < $${values.push(size)}`} order by e.id desc`;
  return { text, values };
}

function idsWithin({ ids, places }: Whereabouts, values: unknown[]): string {
  const inBlocks = `select event_id from audit_leaf where organization_id = $1 and sequence = any($${values.push(places)}::bigint[])`;
  return `array(${inBlocks}) || $${values.push(ids)}::uuid[]`;
}

/** How many of the first so many places of the log match. */
export async function countMatching(
  sql: Sql,
  organizationId: string,
  filter: LogFilter,
  size: number,
): Promise<number> {
  const values: unknown[] = [organizationId];
  const text = `select count(*) as count from audit_event e
    join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
    where ${whereSql(filter, values)} and l.sequence < $${values.push(size)}`;
  const [row] = await sql.query<{ count: number }>(text, values);
  return row?.count ?? 0;
}

/** Inclusion proofs of some places in the tree of so many; neighbours have most of their hashes in common. */
export function inclusionProofs(
  sql: Sql,
  organizationId: string,
  places: readonly number[],
  size: number,
): Promise<Hash[][]> {
  const tree = new TreeReader(sql, organizationId, size);
  const known = new Map<string, Promise<Hash>>();
  const hashOf = (range: readonly [number, number]) => {
    const name = range.join();
    const hash = known.get(name) ?? tree.hash(range);
    known.set(name, hash);
    return hash;
  };
  return Promise.all(places.map((place) => Promise.all(inclusionRanges(place, size).map(hashOf))));
}
