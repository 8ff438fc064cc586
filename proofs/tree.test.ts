import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64 } from "./bytes.ts";
import {
  consistencyRanges,
  emptyFrontier,
  inclusionRanges,
  nodesOf,
  provesConsistency,
  provesInclusion,
  TreeHasher,
} from "./tree.ts";
import type { Hash, Range } from "./tree.ts";

const hasher = new TreeHasher((bytes) => createHash("sha256").update(bytes).digest());
const vectors = join(import.meta.dirname, "../../shared/vectors");
const read = <T>(name: string): T[] => JSON.parse(readFileSync(join(vectors, name), "utf8")) as T[];
const decoded = (text: string): Hash => fromBase64(text) ?? new Uint8Array();
const all = (texts: string[] | null): Hash[] => (texts ?? []).map(decoded);

describe.skipIf(!existsSync(vectors))("vectors of transparency-dev/merkle", () => {
  test("inclusion", () => {
    type Vector = { leafIdx: number; treeSize: number; root: string; leafHash: string; proof: string[] | null };
    const cases = read<Vector & { desc: string; wantErr: boolean }>("rfc6962-inclusion.json");
    expect(cases.length).toBeGreaterThan(50);
    for (const { leafIdx: index, treeSize: size, root, leafHash, proof, desc, wantErr } of cases) {
      const claim = { index, size, root: decoded(root), leaf: decoded(leafHash), proof: all(proof) };
      expect(provesInclusion(hasher, claim), desc).toBe(!wantErr);
    }
  });

  test("consistency", () => {
    type Vector = { size1: number; size2: number; root1: string; root2: string; proof: string[] | null };
    const cases = read<Vector & { desc: string; wantErr: boolean }>("rfc6962-consistency.json");
    expect(cases.length).toBeGreaterThan(50);
    for (const { size1, size2, root1, root2, proof, desc, wantErr } of cases) {
      const trees = { first: size1, second: size2, firstRoot: decoded(root1), secondRoot: decoded(root2) };
      expect(provesConsistency(hasher, { ...trees, proof: all(proof) }), `${size1} ${size2} ${desc}`).toBe(!wantErr);
    }
  });
});

const leavesOf = (size: number) => Array.from({ length: size }, (_, at) => hasher.leaf(Uint8Array.of(at, at >> 8)));

/** MTH as RFC 6962 writes it, to compare with. */
function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return hasher.empty();
  if (leaves.length === 1) return leaves[0]!;
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return hasher.node(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}

const hashesOf = (leaves: readonly Hash[], ranges: readonly Range[]) =>
  ranges.map((range) =>
    hasher.fold(
      nodesOf(range).map(({ level, index }) => rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))),
    ),
  );

test("the frontier has the root, whatever the size", () => {
  let frontier = emptyFrontier;
  const leaves = leavesOf(130);
  for (const [at, leaf] of leaves.entries()) {
    expect(hasher.fold(frontier.hashes)).toEqual(rootOf(leaves.slice(0, at)));
    frontier = frontier.with(leaf, hasher);
  }
});

test("every leaf of every tree has a proof, which proves nothing else", () => {
  const trees = fc
    .integer({ min: 1, max: 300 })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat()));
  fc.assert(
    fc.property(trees, ([size, index, noise]) => {
      const leaves = leavesOf(size);
      const proof = hashesOf(leaves, inclusionRanges(index, size));
      const claim = { index, size, leaf: leaves[index]!, proof, root: rootOf(leaves) };
      expect(provesInclusion(hasher, claim)).toBe(true);
      expect(provesInclusion(hasher, { ...claim, leaf: hasher.leaf(Uint8Array.of(1, 2, 3)) })).toBe(false);
      expect(provesInclusion(hasher, { ...claim, proof: [...proof, leaves[0]!] })).toBe(false);
      const other = noise % size;
      expect(provesInclusion(hasher, { ...claim, leaf: leaves[other]! })).toBe(other === index);
    }),
  );
});

test("every tree is shown to be the beginning of every later one, and of none with another beginning", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat(100));
  fc.assert(
    fc.property(sizes, ([first, more]) => {
      const leaves = leavesOf(first + more);
      const proof = hashesOf(leaves, consistencyRanges(first, first + more));
      const trees = {
        first,
        second: first + more,
        firstRoot: rootOf(leaves.slice(0, first)),
        secondRoot: rootOf(leaves),
      };
      expect(provesConsistency(hasher, { ...trees, proof })).toBe(true);
      const forked = rootOf([hasher.leaf(Uint8Array.of(9, 9, 9)), ...leaves.slice(1, first)]);
      expect(provesConsistency(hasher, { ...trees, firstRoot: forked, proof })).toBe(false);
    }),
  );
});
