import type { RecordType } from "../../records/record-type.ts";
import type { Issue } from "./row.ts";

/** What happened to some rows. */
export interface Outcome {
  processed: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  /** Records made because a reference named them. */
  related: number;
  issues: (Issue & { line: number })[];
  touched: Touched[];
  pending: PendingReference[];
}

export interface Touched {
  type: RecordType;
  id: string;
  created: boolean;
  version: number;
}

/** A reference to a record that stands further down in the file. */
export interface PendingReference {
  line: number;
  member: string;
  column: string;
  recordId: string;
  named: string;
}

export function emptyOutcome(processed: number): Outcome {
  return {
    processed,
    created: 0,
    updated: 0,
    unchanged: 0,
    failed: 0,
    related: 0,
    issues: [],
    touched: [],
    pending: [],
  };
}
