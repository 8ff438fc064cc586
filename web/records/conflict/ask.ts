import { useSyncExternalStore } from "react";
import type { RecordField, RecordType, StoredRecord } from "../model.ts";

export type MyChange = { field: RecordField; value: unknown };

/** What stands in the way of saving. `theirs` is the record now; without it, it is gone for good. */
export type Conflict = { type: RecordType; theirs: StoredRecord | undefined; mine: MyChange[] };

/** `later` leaves the editor open with what was typed. */
export type Decision =
  | { choice: "theirs" | "restore" | "later" }
  /** Mine for these fields, theirs for the others. */
  | { choice: "mine"; fields: ReadonlySet<string> };

export type Question = Conflict & { key: number; decide: (decision: Decision) => void };

let question: Question | undefined;
let lastKey = 0;
const listeners = new Set<() => void>();

function put(next: Question | undefined) {
  question = next;
  for (const listener of listeners) listener();
}

/** Shows a conflict and resolves with what the person decides. */
export function askAboutConflict(conflict: Conflict): Promise<Decision> {
  question?.decide({ choice: "later" });
  return new Promise((resolve) => {
    const decide = (decision: Decision) => {
      put(undefined);
      resolve(decision);
    };
    put({ ...conflict, key: ++lastKey, decide });
  });
}

export function useConflict(): Question | undefined {
  return useSyncExternalStore(subscribe, () => question);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
