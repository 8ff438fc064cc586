import type { Hash } from "./tree.ts";

/** What can be wrong with a log. */
export type Wrong = "changed" | "missing" | "inserted" | "reordered" | "forked";

/** The first thing that is wrong. */
export interface Finding {
  kind: Wrong;
  /** The place in the log where it begins; null for what has no place. */
  sequence: number | null;
  eventId?: string;
  /** For people. */
  sentence: string;
}

export interface Verdict {
  /** Places that were found in order; all of them where nothing is wrong. */
  size: number;
  /** How many of their entries were pruned: their hashes are still part of the log. */
  pruned: number;
  /** Disclosures that are gone though the leaf has their digests. */
  erased: number;
  /** Checkpoints that fit, those that somebody kept included. */
  checkpoints: number;
  root: Hash;
  finding: Finding | null;
}

/** An event as it is stored, in the order of the log. */
export interface Place {
  sequence: number;
  eventId: string;
  /** Null where the entry was pruned. */
  leaf: string | null;
  /** The hash that was kept for this place. */
  hash: Hash;
  /** Texts of the disclosures that are there, in the order of their names. */
  disclosures: readonly string[];
  /** Digests of disclosures that were erased, by an act that is in the log. */
  erased: readonly string[];
  /** What stands beside the leaf and must equal it; null where nothing does. */
  columns: Columns | null;
}

export interface Columns {
  organizationId: string;
  id: string;
  action: string;
  resource: string;
  resourceId: string | null;
  outcome: string;
  actorId: string | null;
  occurredAt: string;
}

/** A full tile as it is stored; they come in the order in which they became full. */
export interface StoredTile {
  level: number;
  index: number;
  hashes: Uint8Array;
  root: Hash;
}

/** A checkpoint after its signature was looked at. */
export interface OpenedCheckpoint {
  size: number;
  root: Hash;
  /** Somebody kept it outside of what is verified. */
  kept?: boolean;
  /** Why it is none, in a sentence, where it is none. */
  wrong?: string;
}
