import { concatenated } from "./bytes.ts";
import type { Bytes } from "./bytes.ts";
import type { Hash, Node, TreeHasher } from "./tree.ts";

/** A tree cut into tiles of 256 hashes, C2SP tlog-tiles. */

export const tileWidth = 256;
const tileHeight = 8;
const hashBytes = 32;
const mostEntryBytes = 0xff_ff;

/** `level` 0 holds hashes of leaves, level 1 the roots of level 0's tiles, and so on; `width` is 1 to 256. */
export interface Tile {
  level: number;
  index: number;
  width: number;
}

/** `x001/x234/067`, with `.p/W` behind it where the tile is not full. */
function numbered(index: number, width: number): string {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return groups.join("/") + (width === tileWidth ? "" : `.p/${width}`);
}

export function pathOfTile({ level, index, width }: Tile): string {
  return `tile/${level}/${numbered(index, width)}`;
}

/** Where the entries themselves lie, beside the tile of level 0. */
export function pathOfEntries(index: number, width: number): string {
  return `tile/entries/${numbered(index, width)}`;
}

const path = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** What a path asks for; null for a path that no tile has. */
export function parseTilePath(text: string): (Tile & { entries: boolean }) | null {
  const [, kind, groups, partial] = path.exec(text) ?? [];
  if (!kind || !groups) return null;
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? tileWidth : Number(partial);
  const entries = kind === "entries";
  const tile = { level: entries ? 0 : Number(kind), index, width, entries };
  // Leading groups of zeroes would give one tile many paths.
  const written = entries ? pathOfEntries(index, width) : pathOfTile(tile);
  return written === text && width <= tileWidth ? tile : null;
}

/** How many hashes a level of tiles has in a tree of this size. */
export function hashesOnLevel(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** The tile that a complete subtree lies in, and which of its hashes lie below it. */
export function placeOf({ level, index }: Node): { level: number; index: number; from: number; to: number } {
  const tileLevel = Math.floor(level / tileHeight);
  const span = 2 ** (level % tileHeight);
  const first = index * span;
  const tile = Math.floor(first / tileWidth);
  return { level: tileLevel, index: tile, from: first - tile * tileWidth, to: first - tile * tileWidth + span };
}

/** The hash of a complete subtree from the hashes of its tile. */
export function hashOfNode(hasher: TreeHasher, node: Node, tile: readonly Hash[]): Hash {
  const { from, to } = placeOf(node);
  if (to > tile.length) throw new RangeError(`The tile has ${tile.length} hashes, not ${to}`);
  return hasher.root(tile.slice(from, to));
}

export function hashesOfTile(bytes: Uint8Array): Hash[] {
  if (bytes.length % hashBytes !== 0) throw new RangeError(`${bytes.length} bytes are no hashes`);
  return Array.from({ length: bytes.length / hashBytes }, (_, at) => bytes.slice(at * hashBytes, (at + 1) * hashBytes));
}

/** Each entry behind its length in two bytes, big-endian. Throws RangeError for an entry of more than 65,535 bytes. */
export function bundleOf(entries: readonly Uint8Array[]): Bytes {
  return concatenated(
    ...entries.flatMap((entry) => {
      if (entry.length > mostEntryBytes) throw new RangeError(`An entry of ${entry.length} bytes is too long`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Throws RangeError where the bytes end within an entry. */
export function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const length = (bundle[at]! << 8) | (bundle[at + 1] ?? Number.NaN);
    const end = at + 2 + length;
    if (end > bundle.length || at + 2 > bundle.length) throw new RangeError("The bundle ends within an entry");
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return entries;
}
