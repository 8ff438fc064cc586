import { equal } from "./bytes.ts";
import type { Finding, StoredTile } from "./log-verdict.ts";
import { Lookahead } from "./lookahead.ts";
import { tileWidth } from "./tiles.ts";
import type { Hash } from "./tree.ts";

const hashBytes = 32;
const leavesOf = ({ level, index }: StoredTile) => (index + 1) * tileWidth ** (level + 1);

/** The stored tiles beside a log that is gone through: each must say what the log does. */
export class TileStream {
  readonly #tiles: Lookahead<StoredTile>;
  /** Roots of full tiles that the tiles above them have not got yet, from level 1 on. */
  readonly #edges: Hash[][] = [];

  constructor(tiles: AsyncIterable<readonly StoredTile[]> | Iterable<readonly StoredTile[]>) {
    this.#tiles = new Lookahead(tiles);
  }

  /** Reads the tiles of this place and of the one behind it. */
  async readBeyond(sequence: number): Promise<void> {
    await this.#tiles.read((last) => last !== undefined && leavesOf(last) > sequence + 2 * tileWidth);
  }

  /** Whether the tile that will hold this place, the next to become full, has another hash there. */
  differs(sequence: number, hash: Hash): boolean {
    const tile = this.#tiles.peek();
    if (tile?.level !== 0 || tile.index !== Math.floor(sequence / tileWidth)) return false;
    return !isAt(tile, sequence, hash);
  }

  /** Whether a tile that was read has this hash at this place. */
  holds(sequence: number, hash: Hash): boolean {
    for (let ahead = 0, tile = this.#tiles.peek(); tile && ahead < 4; tile = this.#tiles.peek((ahead += 1)))
      if (tile.level === 0 && tile.index === Math.floor(sequence / tileWidth)) return isAt(tile, sequence, hash);
    return false;
  }

  /** Takes the tile that has become full, whose root is known; says what is wrong with it. */
  fill(level: number, index: number, root: Hash): Omit<Finding, "sequence"> | undefined {
    const tile = this.#tiles.peek();
    const name = `The tile of level ${level}, number ${index},`;
    if (tile?.level !== level || tile.index !== index) return { kind: "missing", sentence: `${name} is not there.` };
    this.#tiles.take();
    (this.#edges[level] ??= []).push(root);
    if (!equal(tile.root, root)) return { kind: "changed", sentence: `${name} stands with another root than its own.` };
    if (tile.hashes.length !== tileWidth * hashBytes)
      return { kind: "changed", sentence: `${name} has more or less than its ${tileWidth} hashes.` };
    if (level === 0) return undefined;
    const below = this.#edges[level - 1]!.splice(0, tileWidth);
    const fits = below.every((hash, at) => isAt(tile, at, hash));
    return fits ? undefined : { kind: "changed", sentence: `${name} has not the roots of the tiles below it.` };
  }

  /** A tile for which there is no log. */
  async left(): Promise<StoredTile | undefined> {
    await this.#tiles.read((_, count) => count > 0);
    return this.#tiles.peek();
  }

  stop(): Promise<void> {
    return this.#tiles.stop();
  }
}

function isAt(tile: StoredTile, sequence: number, hash: Hash): boolean {
  const from = (sequence % tileWidth) * hashBytes;
  for (let at = 0; at < hashBytes; at += 1) if (tile.hashes[from + at] !== hash[at]) return false;
  return true;
}
