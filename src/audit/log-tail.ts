import { tileWidth } from "../../proofs/tiles.ts";
import type { Hash } from "../../proofs/tree.ts";
import type { Sql } from "../ports/database.ts";
import { treeHasher } from "./node-hashing.ts";

/** A tile that has become full. */
export interface FullTile {
  level: number;
  index: number;
  hashes: Uint8Array;
  root: Hash;
}

/** The right edge of a log's tree: the tiles that are not full yet. All that appending to the log takes. */
export class LogTail {
  size: number;
  /** The hashes of each level's last tile, fewer than 256 of them. */
  readonly #edge: Hash[][];

  constructor(size: number, edge: readonly (readonly Hash[])[]) {
    this.size = size;
    this.#edge = edge.map((hashes) => [...hashes]);
  }

  /** Appends a leaf; answers with the tiles that this has filled. */
  append(leaf: Hash): FullTile[] {
    const full: FullTile[] = [];
    let hash = leaf;
    for (let level = 0, count = this.size + 1; ; level += 1, count = count / tileWidth) {
      const edge = (this.#edge[level] ??= []);
      edge.push(hash);
      if (edge.length < tileWidth) break;
      hash = treeHasher.root(edge);
      full.push({ level, index: count / tileWidth - 1, hashes: Buffer.concat(edge), root: hash });
      edge.length = 0;
    }
    this.size += 1;
    return full;
  }

  root(): Hash {
    return treeHasher.fold(this.#edge.toReversed().flatMap(completeSubtrees));
  }
}

/** The hashes of the complete subtrees that some hashes of one level make up, largest first. */
function completeSubtrees(hashes: readonly Hash[]): Hash[] {
  const roots: Hash[] = [];
  for (let at = 0, span = tileWidth / 2; span >= 1; span /= 2) {
    if (hashes.length - at < span) continue;
    roots.push(treeHasher.root(hashes.slice(at, at + span)));
    at += span;
  }
  return roots;
}

/** The database lacks hashes that a log of its size has. */
export class MissingHashes extends Error {}

/** Reads the edge of a log of so many leaves. Throws MissingHashes. */
export async function loadTail(sql: Sql, organizationId: string, size: number): Promise<LogTail> {
  const edge: Promise<Hash[]>[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth))
    edge.push(hashesFrom(sql, organizationId, level, count - (count % tileWidth), count));
  return new LogTail(size, await Promise.all(edge));
}

/** Hashes of one level of tiles: leaves, or the roots of the full tiles below. Throws MissingHashes. */
export async function hashesFrom(
  sql: Sql,
  organizationId: string,
  level: number,
  from: number,
  to: number,
): Promise<Hash[]> {
  const text =
    level === 0
      ? "select hash from audit_leaf where organization_id = $1 and sequence >= $2 and sequence < $3 order by sequence"
      : "select root as hash from audit_tile where organization_id = $1 and level = $4 and index >= $2 and index < $3 order by index";
  const rows = await sql.query<{ hash: Uint8Array }>(
    text,
    [organizationId, from, to, ...(level === 0 ? [] : [level - 1])],
    { prepare: true },
  );
  if (rows.length !== to - from) throw new MissingHashes(`The log ${organizationId} lacks hashes of level ${level}`);
  return rows.map(({ hash }) => hash);
}
