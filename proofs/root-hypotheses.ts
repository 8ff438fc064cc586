import { equal } from "./bytes.ts";
import type { RunningTree } from "./running-tree.ts";
import type { Hash } from "./tree.ts";

/** Leaves whose own hashes agree, and a signed root that does not. */
export interface RootQuestion {
  /** The tree as it was before these leaves. */
  base: RunningTree;
  leaves: readonly Hash[];
  /** The hash that comes behind them, where there is one. */
  next?: Hash;
  /** What was signed of the base and so many leaves. */
  root: Hash;
}

/** Pairs that are tried: each costs hashing the leaves once. */
const mostPairs = 4_000;

/**
 * What was done to the leaves: looks for the one place without which, or the two places exchanged with which, the root
 * is the signed one. `at` counts from the base. Undefined where it was something else.
 */
export function explainRoot({
  base,
  leaves,
  next,
  root,
}: RootQuestion): { kind: "inserted" | "reordered"; at: number } | undefined {
  const fits = (hashes: readonly Hash[]) => {
    const tree = base.copy();
    for (const hash of hashes) tree.append(hash);
    return equal(tree.root(), root);
  };
  if (next)
    for (const at of leaves.keys()) if (fits([...leaves.toSpliced(at, 1), next])) return { kind: "inserted", at };
  let pairs = 0;
  for (let distance = 1; distance < leaves.length; distance += 1)
    for (let at = 0; at + distance < leaves.length && pairs < mostPairs; at += 1, pairs += 1)
      if (fits(leaves.with(at, leaves[at + distance]!).with(at + distance, leaves[at]!)))
        return { kind: "reordered", at };
  return undefined;
}
