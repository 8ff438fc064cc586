import type { OpenedCheckpoint, StoredTile } from "../../proofs/log-verdict.ts";
import { tileWidth } from "../../proofs/tiles.ts";
import type { Sql } from "../ports/database.ts";

/** What holds a log together, as it lies in the database, read from its beginning in the caller's transaction. */

const tilesAtOnce = 32;
const step = tilesAtOnce * tileWidth;
const checkpointsAtOnce = 1_000;

/** Full tiles in the order in which they became full. */
export async function* readTiles(sql: Sql, organizationId: string): AsyncGenerator<StoredTile[]> {
  const [last] = await sql.query<{ leaves: number | null }>(
    "select max((index + 1) * 256::float8 ^ (level + 1))::bigint as leaves from audit_tile where organization_id = $1",
    [organizationId],
  );
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
    else from = Math.max(from, (await nextTile(sql, organizationId, from + step)) - step);
  }
}

/** Where the range begins that has the next tile: nobody gets to one that stands far beyond the log step by step. */
async function nextTile(sql: Sql, organizationId: string, from: number): Promise<number> {
  const [next] = await sql.query<{ leaves: number | null }>(
    `select min(leaves)::bigint as leaves from (select (index + 1) * 256::float8 ^ (level + 1) as leaves from audit_tile where organization_id = $1) t
      where leaves > $2`,
    [organizationId, from],
  );
  return Math.floor(((next?.leaves ?? from) - 1) / step) * step;
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
