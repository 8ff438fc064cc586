import { hashesOfTile, hashesOnLevel, hashOfNode, placeOf, tileWidth } from "../../proofs/tiles.ts";
import { nodesOf } from "../../proofs/tree.ts";
import type { Hash, Range } from "../../proofs/tree.ts";
import type { Sql } from "../ports/database.ts";
import { hashesFrom, MissingHashes } from "./log-tail.ts";
import { treeHasher } from "./node-hashing.ts";

/** What the log promised last, or when it had a given size. */
export interface SealedTree {
  size: number;
  note: string;
  root: Uint8Array;
  sealedAt: string;
}

/** The log's newest checkpoint, or its newest of at most so many events; null for a log of none. */
export async function readCheckpoint(
  sql: Sql,
  organizationId: string,
  atMost = Number.MAX_SAFE_INTEGER,
): Promise<SealedTree | null> {
  const text = `select size, note, root, sealed_at as "sealedAt" from audit_checkpoint
    where organization_id = $1 and size <= $2 order by size desc limit 1`;
  const [found] = await sql.query<SealedTree>(text, [organizationId, atMost], { prepare: true });
  return found ?? null;
}

/**
 * Checkpoints of more than `from` events, smallest first: the last one of each `step` events. As many steps as `most`
 * are looked at.
 */
export function readCheckpoints(
  sql: Sql,
  organizationId: string,
  from: number,
  step: number,
  most: number,
): Promise<{ size: number; checkpoint: string; sealedAt: string }[]> {
  const text = `
    select found.size, found.note as checkpoint, found.sealed_at as "sealedAt"
    from generate_series($2::numeric, least($2::numeric + $3::numeric * ($4 - 1),
      (select max(size) from audit_checkpoint where organization_id = $1)), $3::numeric) as start (at),
    lateral (select size, note, sealed_at from audit_checkpoint where organization_id = $1
      and size > start.at::bigint and size <= start.at::bigint + $3::bigint order by size desc limit 1) found
    order by found.size`;
  return sql.query(text, [organizationId, from, step, most]);
}

/** Reads hashes of one log's tree, each tile once. */
export class TreeReader {
  readonly #sql: Sql;
  readonly #organizationId: string;
  readonly #size: number;
  readonly #tiles = new Map<string, Promise<Hash[]>>();

  constructor(sql: Sql, organizationId: string, size: number) {
    this.#sql = sql;
    this.#organizationId = organizationId;
    this.#size = size;
  }

  /** The hashes of ranges as `inclusionRanges` and `consistencyRanges` give them. */
  proof(ranges: readonly Range[]): Promise<Hash[]> {
    return Promise.all(ranges.map((range) => this.hash(range)));
  }

  async hash(range: Range): Promise<Hash> {
    const hashes = nodesOf(range).map(async (node) => {
      const { level, index } = placeOf(node);
      return hashOfNode(treeHasher, node, await this.tile(level, index));
    });
    return treeHasher.fold(await Promise.all(hashes));
  }

  /** The hashes of a tile as far as the log goes; none for a tile beyond it. */
  tile(level: number, index: number): Promise<Hash[]> {
    const name = `${level}/${index}`;
    const known = this.#tiles.get(name);
    if (known) return known;
    const reading = this.#read(level, index);
    this.#tiles.set(name, reading);
    return reading;
  }

  async #read(level: number, index: number): Promise<Hash[]> {
    const from = index * tileWidth;
    const to = Math.min(from + tileWidth, hashesOnLevel(level, this.#size));
    if (to <= from) return [];
    if (to < from + tileWidth) return hashesFrom(this.#sql, this.#organizationId, level, from, to);
    const text = "select hashes from audit_tile where organization_id = $1 and level = $2 and index = $3";
    const [tile] = await this.#sql.query<{ hashes: Uint8Array }>(text, [this.#organizationId, level, index], {
      prepare: true,
    });
    if (!tile) throw new MissingHashes(`The log ${this.#organizationId} lacks the tile ${level}/${index}`);
    return hashesOfTile(tile.hashes);
  }
}

/** The texts of leaves in a row, as far as they are kept: pruned ones are left out. */
export async function readLeaves(
  sql: Sql,
  organizationId: string,
  from: number,
  to: number,
): Promise<{ sequence: number; leaf: string }[]> {
  const text = `select l.sequence, e.leaf from audit_leaf l
    join audit_event e on e.organization_id = l.organization_id and e.id = l.event_id
    where l.organization_id = $1 and l.sequence >= $2 and l.sequence < $3 order by l.sequence`;
  return sql.query(text, [organizationId, from, to], { prepare: true });
}
