import { concatenated, equal } from "./bytes.ts";
import type { Sha256 } from "./bytes.ts";

/** The Merkle tree of RFC 6962 section 2.1 (the same in RFC 9162). Hashes are 32 bytes, sizes and indexes below 2^53. */

export type Hash = Uint8Array;

/** A complete subtree: `level` 0 is a leaf, and `index` counts the subtrees of that level from the left. */
export interface Node {
  level: number;
  index: number;
}

/** Leaves from `start` up to, and without, `end`. */
export type Range = readonly [start: number, end: number];

export class TreeHasher {
  readonly #sha256: Sha256;
  /** A parent is hashed so often that its bytes are written to one place. */
  readonly #pair = Uint8Array.of(1, ...new Uint8Array(64));

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  leaf(entry: Uint8Array): Hash {
    return this.#sha256(concatenated(leafPrefix, entry));
  }

  node(left: Hash, right: Hash): Hash {
    this.#pair.set(left, 1);
    this.#pair.set(right, 33);
    return this.#sha256(this.#pair);
  }

  /** The root of the tree of no leaf. */
  empty(): Hash {
    return this.#sha256(new Uint8Array());
  }

  /** The hash of a range from the hashes of the complete subtrees that it consists of, largest first. */
  fold(hashes: readonly Hash[]): Hash {
    const [last, ...others] = hashes.toReversed();
    if (!last) return this.empty();
    return others.reduce((right, left) => this.node(left, right), last);
  }

  /** The root over leaf hashes that are all at hand. */
  root(leaves: readonly Hash[]): Hash {
    return this.fold(leaves.reduce<Frontier>((frontier, leaf) => frontier.with(leaf, this), emptyFrontier).hashes);
  }
}

const leafPrefix = Uint8Array.of(0);

/** The complete subtrees that a tree consists of, largest first: all that appending to it takes. */
export class Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];

  constructor(size: number, hashes: readonly Hash[]) {
    this.size = size;
    this.hashes = hashes;
  }

  /** The frontier with one leaf more. */
  with(leaf: Hash, hasher: TreeHasher): Frontier {
    const hashes = [...this.hashes];
    let hash = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) hash = hasher.node(hashes.pop()!, hash);
    return new Frontier(this.size + 1, [...hashes, hash]);
  }
}

export const emptyFrontier = new Frontier(0, []);

/** The complete subtrees that make up a range, from the left. A range of a proof begins where it fits its length. */
export function nodesOf([start, end]: Range): Node[] {
  const nodes: Node[] = [];
  let at = start;
  while (at < end) {
    const level = Math.floor(Math.log2(end - at));
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The ranges whose hashes prove that a leaf is in a tree: PATH of RFC 6962, from the leaf upward. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isIndex(index) || !isIndex(size) || index >= size) throw new RangeError(`There is no leaf ${index} of ${size}`);
  const path: Range[] = [];
  let [start, end]: Range = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      path.unshift([middle, end]);
      end = middle;
    } else {
      path.unshift([start, middle]);
      start = middle;
    }
  }
  return path;
}

/** The ranges whose hashes prove that a tree of `first` leaves is the beginning of one of `second`: PROOF of RFC 6962. */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!isIndex(first) || !isIndex(second) || first > second)
    throw new RangeError(`A tree of ${first} is not the beginning of one of ${second}`);
  if (first === 0 || first === second) return [];
  const path: Range[] = [];
  let [start, end]: Range = [0, second];
  while (end !== first) {
    const middle = start + largestPowerBelow(end - start);
    if (first <= middle) {
      path.unshift([middle, end]);
      end = middle;
    } else {
      path.unshift([start, middle]);
      start = middle;
    }
  }
  // The first tree itself is known to whoever asks.
  return start === 0 ? path : [[start, end], ...path];
}

/** Whether the proof leads from the leaf's hash to the root: RFC 9162 section 2.1.3.2. */
export function provesInclusion(
  hasher: TreeHasher,
  { index, size, leaf, proof, root }: { index: number; size: number; leaf: Hash; proof: readonly Hash[]; root: Hash },
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hasher.node(sibling, hash);
      [at, last] = withoutEvenSteps(at, last);
    } else hash = hasher.node(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equal(hash, root);
}

/** Whether the proof shows that the first tree is the beginning of the second: RFC 9162 section 2.1.4.2. */
export function provesConsistency(
  hasher: TreeHasher,
  trees: { first: number; second: number; firstRoot: Hash; secondRoot: Hash; proof: readonly Hash[] },
): boolean {
  const { first, second, firstRoot, secondRoot, proof } = trees;
  if (!isIndex(first) || !isIndex(second) || first > second || !areHashes([firstRoot, secondRoot, ...proof]))
    return false;
  if (first === second) return proof.length === 0 && equal(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && equal(firstRoot, hasher.empty());
  if (proof.length === 0) return false;
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  let [at, last] = withoutOddSteps(first - 1, second - 1);
  let [older, newer] = [start!, start!];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      older = hasher.node(hash, older);
      newer = hasher.node(hash, newer);
      [at, last] = withoutEvenSteps(at, last);
    } else newer = hasher.node(newer, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equal(older, firstRoot) && equal(newer, secondRoot);
}

const half = (value: number) => Math.floor(value / 2);
const isIndex = (value: number) => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Hash[]) => hashes.every((hash) => hash.length === 32);
const largestPowerBelow = (value: number) => 2 ** Math.floor(Math.log2(value - 1));
const isPowerOfTwo = (value: number) => 2 ** Math.floor(Math.log2(value)) === value;

function withoutEvenSteps(at: number, last: number): [number, number] {
  let steps: [number, number] = [at, last];
  while (steps[0] !== 0 && steps[0] % 2 === 0) steps = [half(steps[0]), half(steps[1])];
  return steps;
}

function withoutOddSteps(at: number, last: number): [number, number] {
  let steps: [number, number] = [at, last];
  while (steps[0] % 2 === 1) steps = [half(steps[0]), half(steps[1])];
  return steps;
}
