import type { Columns, OpenedCheckpoint, Place, StoredTile } from "../../proofs/log-verdict.ts";
import { tileWidth } from "../../proofs/tiles.ts";
import type { Sql } from "../ports/database.ts";
import { readErasings } from "./erasings.ts";

/** One log as it lies in the database, read from its beginning in the caller's transaction. */

const placesAtOnce = 256;
const rangesAhead = 4;
const tilesAtOnce = 32;
const checkpointsAtOnce = 1_000;

/** Control characters, which JSON writes in another way. */
const between = "\n";
const behindName = "\t";

const selectPlaces = `
  select l.sequence, l.event_id, l.hash, e.leaf, e.action, e.resource, e.resource_id, e.outcome, e.actor_id, e.occurred_at,
    (select count(*) || E'\\n' || string_agg(d.name || E'\\t' || d.disclosure, E'\\n' order by d.name) from audit_disclosure d
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

/**
 * Places by ranges of numbers, not by so many rows: of two rows with one number, none may be passed over. Ranges are
 * short, so that what is read is forgotten soon, and asked for ahead, so that PostgreSQL reads while others look.
 */
export async function* readPlaces(sql: Sql, organizationId: string): AsyncGenerator<Place[]> {
  const erasings = await readErasings(sql, organizationId);
  const read = async (from: number) => {
    const range = [organizationId, from, from + placesAtOnce];
    const [rows, erased] = await Promise.all([
      sql.values(selectPlaces, range, { prepare: true }) as Promise<PlaceRow[]>,
      erasings.length > 0 ? readErased(sql, range, erasings) : nothingErased,
    ]);
    return rows.map((row) => placeOf(organizationId, row, erased.get(row[1])));
  };
  for (let from = await firstPlace(sql, organizationId, Number.MIN_SAFE_INTEGER); from !== undefined;) {
    for await (const places of inOrder(read, from)) {
      if (places.length === 0) break;
      from += placesAtOnce;
      yield places;
    }
    from = await firstPlace(sql, organizationId, from);
  }
}

/** What ranges hold, one after the other, some of them asked for ahead. */
async function* inOrder<T>(read: (from: number) => Promise<T>, first: number): AsyncGenerator<T> {
  const asked: Promise<T>[] = [];
  const ask = (from: number) => {
    const reading = read(from);
    // One that fails tells so when its turn comes.
    reading.catch(() => undefined);
    asked.push(reading);
  };
  try {
    for (let from = first; ;) {
      for (; asked.length < rangesAhead; from += placesAtOnce) ask(from);
      yield await asked.shift()!;
    }
  } finally {
    await Promise.allSettled(asked);
  }
}

async function firstPlace(sql: Sql, organizationId: string, from: number): Promise<number | undefined> {
  const text =
    "select sequence from audit_leaf where organization_id = $1 and sequence >= $2 order by sequence limit 1";
  const [row] = await sql.query<{ sequence: number }>(text, [organizationId, from]);
  return row?.sequence;
}

const nothingErased: ReadonlyMap<string, string[]> = new Map();

/** Digests of what was erased in a range of places by these acts, by the events that had it. */
async function readErased(
  sql: Sql,
  range: readonly unknown[],
  acts: readonly string[],
): Promise<Map<string, string[]>> {
  const text = `select x.event_id as "eventId", array_agg(x.digest) as digests from audit_leaf l
    join audit_erasure x on x.organization_id = l.organization_id and x.event_id = l.event_id
    where l.organization_id = $1 and l.sequence >= $2 and l.sequence < $3 and x.erased_by = any($4::uuid[]) group by 1`;
  const rows = await sql.query<{ eventId: string; digests: string[] }>(text, [...range, acts], { prepare: true });
  return new Map(rows.map(({ eventId, digests }) => [eventId, digests]));
}

function placeOf(organizationId: string, row: PlaceRow, erased = none): Place {
  const [sequence, eventId, hash, leaf, action, resource, resourceId, outcome, actorId, occurredAt, told] = row;
  const columns: Columns | null =
    leaf === null ? null : { organizationId, id: eventId, action, resource, resourceId, outcome, actorId, occurredAt };
  return { sequence, eventId, leaf, hash, disclosures: told === null ? none : disclosuresIn(told), erased, columns };
}

const none: readonly string[] = [];

/** The rows behind their count: one that holds what parts two is not taken for two. */
function disclosuresIn(told: string): readonly string[] {
  const [count, ...rows] = told.split(between);
  return rows.length === Number(count) ? rows.map(textOf) : [told];
}

/** The text of a disclosure that bears the name under which it stands; otherwise something that has no digest. */
function textOf(row: string): string {
  const at = row.indexOf(behindName);
  const text = row.slice(at + 1);
  // Behind the opening bracket stands the salt, 22 letters in quotation marks.
  return text.startsWith(`","${row.slice(0, at)}",`, 24) ? text : row;
}

/** Full tiles in the order in which they became full. */
export async function* readTiles(sql: Sql, organizationId: string): AsyncGenerator<StoredTile[]> {
  const [last] = await sql.query<{ leaves: number | null }>(
    "select max((index + 1) * 256::float8 ^ (level + 1))::bigint as leaves from audit_tile where organization_id = $1",
    [organizationId],
  );
  const step = tilesAtOnce * tileWidth;
  for (let from = 0; from < (last?.leaves ?? 0); from += step) {
    const levels = [0, 1, 2, 3, 4, 5];
    const full = (leaves: number) => levels.map((level) => Math.floor(leaves / tileWidth ** (level + 1)));
    const tiles = await sql.query<StoredTile>(
      `select t.level, t.index, t.hashes, t.root from unnest($2::smallint[], $3::bigint[], $4::bigint[]) r (level, low, high)
        join audit_tile t on t.organization_id = $1 and t.level = r.level and t.index >= r.low and t.index < r.high
        order by (t.index + 1) * 256::float8 ^ (t.level + 1), t.level`,
      [organizationId, levels, full(from), full(from + step)],
      { prepare: true },
    );
    if (tiles.length > 0) yield tiles;
  }
}

export interface StoredCheckpoint {
  size: number;
  root: Uint8Array;
  note: string;
}

/** Checkpoints by size, each opened by `open`; those that somebody kept behind the log's own of the same size. */
export async function* readCheckpoints(
  sql: Sql,
  organizationId: string,
  kept: readonly OpenedCheckpoint[],
  open: (stored: StoredCheckpoint) => Promise<OpenedCheckpoint>,
): AsyncGenerator<OpenedCheckpoint[]> {
  const waiting = kept.toSorted((one, other) => one.size - other.size);
  const text = "select size, root, note from audit_checkpoint where organization_id = $1 order by size";
  await sql.query(`declare checkpoints no scroll cursor for ${text}`, [organizationId]);
  for (;;) {
    const rows = await sql.query<StoredCheckpoint>(`fetch ${checkpointsAtOnce} from checkpoints`);
    const opened = await Promise.all(rows.map(open));
    const merged: OpenedCheckpoint[] = [];
    for (const checkpoint of opened) {
      while (waiting[0] && waiting[0].size < checkpoint.size) merged.push(waiting.shift()!);
      merged.push(checkpoint);
    }
    if (rows.length === 0) {
      if (waiting.length > 0) yield waiting;
      return;
    }
    yield merged;
  }
}
