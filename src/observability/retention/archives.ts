import type { Sql } from "../../ports/database.ts";

/** A file of events that left the log. */
export interface StoredArchive {
  /** That of the event PRUNE. */
  id: string;
  /** The place of its first event, and the one behind its last. */
  first: number;
  upto: number;
  events: number;
  /** When the first and the last of them occurred; RFC 3339. */
  from: string;
  to: string;
  size: number;
  /** Hexadecimal; another one after values of a person were erased from the file. */
  sha256: string;
  createdAt: string;
  storageKey: string;
  /** As PostgreSQL writes an int8multirange: exactly the places of its events. */
  places: string;
}

const select = `select event_id as id, lower(places) as first, upper(places) as upto, events, oldest as "from", newest as "to",
  archive_size as size, archive_sha256 as sha256, pruned_at as "createdAt", archive_key as "storageKey", places::text as places
  from audit_prune where organization_id = $1 and archive_key is not null`;

/** Archives, newest first, older than the one given. */
export function listArchives(
  sql: Sql,
  organizationId: string,
  limit: number,
  before: string | null = null,
): Promise<StoredArchive[]> {
  const text = `${select} and ($2::uuid is null or event_id < $2) order by event_id desc limit $3`;
  return sql.query<StoredArchive>(text, [organizationId, before, limit]);
}

export async function findArchive(sql: Sql, organizationId: string, id: string): Promise<StoredArchive | undefined> {
  const [found] = await sql.query<StoredArchive>(`${select} and event_id = $2`, [organizationId, id]);
  return found;
}
