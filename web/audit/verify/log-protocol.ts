import type { Finding } from "../../../proofs/log-verdict.ts";

/** What is said between the page, which reads the log, and the worker, which verifies it. */

export interface Order {
  /** Notes that this browser kept. */
  kept: readonly string[];
  /** Earlier checkpoints of the log itself. */
  checkpoints: readonly string[];
}

/** The file comes in parts; an empty one is its end. */
export type ToWorker = { order: Order } | { part: Uint8Array<ArrayBuffer> };

/** Each part that was read is answered with how many events are verified by then. */
export type FromWorker = { events: number } | { report: Report } | { unreadable: string };

export interface Report {
  finding: Finding | null;
  /** Events that were found in order, pruned ones included. */
  size: number;
  pruned: number;
  /** Personal values that were erased. */
  erased: number;
  /** Checkpoints that fit. */
  checkpoints: number;
  /** The file's checkpoint, a signed note. */
  checkpoint: string | null;
  /** The root of each full tile of level 0, 32 bytes each, as the leaves make it. */
  tileRoots: Uint8Array<ArrayBuffer>;
}
