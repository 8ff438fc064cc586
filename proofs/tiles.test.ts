import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bundleOf,
  entriesOf,
  hashesOfTile,
  hashesOnLevel,
  hashOfNode,
  parseTilePath,
  pathOfEntries,
  pathOfTile,
  placeOf,
} from "./tiles.ts";
import { inclusionRanges, nodesOf, provesInclusion, TreeHasher } from "./tree.ts";
import type { Hash } from "./tree.ts";

const hasher = new TreeHasher((bytes) => createHash("sha256").update(bytes).digest());

test.each([
  [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
  [{ level: 1, index: 1234067, width: 256 }, "tile/1/x001/x234/067"],
  [{ level: 0, index: 273, width: 112 }, "tile/0/273.p/112"],
])("%j lies at %s", (tile, path) => {
  expect(pathOfTile(tile)).toBe(path);
  expect(parseTilePath(path)).toEqual({ ...tile, entries: false });
});

test("every path leads back to its tile", () => {
  const tiles = fc.record({
    level: fc.nat(63),
    index: fc.nat({ max: 2 ** 45 }),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(tiles, (tile) => {
      expect(parseTilePath(pathOfTile(tile))).toEqual({ ...tile, entries: false });
      const entries = pathOfEntries(tile.index, tile.width);
      expect(parseTilePath(entries)).toEqual({ ...tile, level: 0, entries: true });
    }),
  );
});

test.each([
  "tile/0/1",
  "tile/0/x000/001",
  "tile/64/000",
  "tile/0/000.p/0",
  "tile/0/000.p/256",
  "tile/0/000/",
  "tile/-1/000",
])("%s is no tile's path", (path) => expect(parseTilePath(path)).toBeNull());

test("entries come back from their bundle, and not from half of it", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 20 }), (entries) => {
      const bundle = bundleOf(entries);
      expect(entriesOf(bundle).map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
      expect(() => entriesOf(bundle.slice(0, -1))).toThrow(RangeError);
    }),
  );
  expect(() => bundleOf([new Uint8Array(65_536)])).toThrow(RangeError);
});

/** Tiles of a whole tree, level by level. */
function tilesOf(leaves: readonly Hash[]): Map<string, Hash[]> {
  const tiles = new Map<string, Hash[]>();
  for (let [level, hashes] = [0, leaves]; hashes.length > 0; level += 1) {
    const roots: Hash[] = [];
    for (let at = 0; at < hashes.length; at += 256) {
      const tile = hashes.slice(at, at + 256);
      tiles.set(`${level}/${at / 256}`, tile);
      if (tile.length === 256) roots.push(hasher.root(tile));
    }
    hashes = roots;
  }
  return tiles;
}

test("proofs can be put together from tiles alone", () => {
  const leaves = Array.from({ length: 70_000 }, (_, at) => hasher.leaf(Uint8Array.of(at, at >> 8, at >> 16)));
  const tiles = tilesOf(leaves);
  const hashOf = (range: readonly [number, number]) =>
    hasher.fold(
      nodesOf(range).map((node) => {
        const { level, index } = placeOf(node);
        return hashOfNode(hasher, node, tiles.get(`${level}/${index}`)!);
      }),
    );
  const root = hashOf([0, leaves.length]);
  expect(root).toEqual(hasher.root(leaves));
  for (const index of [0, 1, 255, 256, 65_535, 65_536, 69_999]) {
    const proof = inclusionRanges(index, leaves.length).map(hashOf);
    expect(provesInclusion(hasher, { index, size: leaves.length, leaf: leaves[index]!, proof, root })).toBe(true);
  }
});

test("a tile's bytes are its hashes", () => {
  expect(hashesOfTile(new Uint8Array(64)).map((hash) => hash.length)).toEqual([32, 32]);
  expect(() => hashesOfTile(new Uint8Array(33))).toThrow(RangeError);
});

test("a level holds a hash for each full tile below it", () => {
  expect([0, 1, 2, 3].map((level) => hashesOnLevel(level, 70_000))).toEqual([70_000, 273, 1, 0]);
});
