import { tileWidth } from "./tiles.ts";
import type { Hash, TreeHasher } from "./tree.ts";

/** A tree that grows leaf by leaf and knows its root at each size, in the room of its right edge. */
export class RunningTree {
  size = 0;
  readonly #hasher: TreeHasher;
  /** Complete subtrees, largest first. */
  readonly #hashes: Hash[];

  constructor(hasher: TreeHasher, size = 0, hashes: readonly Hash[] = []) {
    this.#hasher = hasher;
    this.size = size;
    this.#hashes = [...hashes];
  }

  /** Appends a leaf; calls `filled` with the root of each tile that this has filled, lowest level first. */
  append(leaf: Hash, filled?: (level: number, index: number, root: Hash) => void): void {
    let hash = leaf;
    let height = 0;
    this.size += 1;
    for (let rest = this.size; rest % 2 === 0; rest /= 2) {
      hash = this.#hasher.node(this.#hashes.pop()!, hash);
      height += 1;
      if (height % tileHeight === 0) filled?.(height / tileHeight - 1, rest / 2 - 1, hash);
    }
    this.#hashes.push(hash);
  }

  root(): Hash {
    return this.#hasher.fold(this.#hashes);
  }

  copy(): RunningTree {
    return new RunningTree(this.#hasher, this.size, this.#hashes);
  }
}

const tileHeight = Math.log2(tileWidth);
