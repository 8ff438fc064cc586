import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { concatenated, utf8 } from "./bytes.ts";
import type { Place, StoredTile } from "./log-verdict.ts";
import { RunningTree } from "./running-tree.ts";
import { tileWidth } from "./tiles.ts";
import { TreeHasher } from "./tree.ts";
import type { Hash } from "./tree.ts";
import { verifyLog } from "./verify-log.ts";

/** What a database shows only with very many events; everything else is in tests/audit-tampering.test.ts. */

const sha256 = (bytes: Uint8Array) => hash("sha256", bytes, "buffer");
const tree = new TreeHasher(sha256);
const hasher = { tree, leafOf: (text: string) => tree.leaf(utf8(text)), digestOf: (text: string) => text };
const size = 66_000;

function makeLog() {
  const running = new RunningTree(tree);
  const places: Place[] = [];
  const tiles: StoredTile[] = [];
  const edges: Hash[][] = [[], []];
  for (let sequence = 0; sequence < size; sequence += 1) {
    const leaf = `{"digests":[],"id":"${sequence}"}`;
    const hash = hasher.leafOf(leaf);
    places.push({ sequence, eventId: String(sequence), leaf, hash, disclosures: [], erased: [], columns: null });
    edges[0]!.push(hash);
    running.append(hash, (level, index, root) => {
      tiles.push({ level, index, hashes: concatenated(...edges[level]!.splice(0, tileWidth)), root });
      if (level === 0) edges[1]!.push(root);
    });
  }
  return { places, tiles, checkpoint: { size, root: running.root() } };
}

const { places, tiles, checkpoint } = makeLog();
const batches = [places.slice(0, 40_000), places.slice(40_000)];

test("a log with two levels of tiles is sound", async () => {
  expect(tree.root(places.map(({ hash }) => hash))).toEqual(checkpoint.root);
  const verdict = await verifyLog(hasher, batches, [[checkpoint]], { tiles: [tiles] });
  expect(verdict).toMatchObject({ finding: null, size, checkpoints: 1 });
});

test("a tile of the second level that was changed is found, and one that is gone", async () => {
  const above = tiles.findIndex(({ level }) => level === 1);
  const hashes = tiles[above]!.hashes.slice();
  hashes[77]! ^= 1;
  const changed = await verifyLog(hasher, batches, [[checkpoint]], {
    tiles: [tiles.with(above, { ...tiles[above]!, hashes })],
  });
  expect(changed.finding).toMatchObject({ kind: "changed", sequence: 65_535 });
  const gone = await verifyLog(hasher, batches, [[checkpoint]], { tiles: [tiles.toSpliced(above, 1)] });
  expect(gone.finding).toMatchObject({ kind: "missing", sequence: 65_535 });
});

test("the same event within the last 65,536 is found", async () => {
  const twice = places.with(65_900, { ...places[65_900]!, eventId: "1000" });
  const { finding } = await verifyLog(hasher, [twice], [[checkpoint]]);
  expect(finding).toMatchObject({ kind: "inserted", sequence: 65_900 });
});
