import { parseCheckpoint } from "../../proofs/checkpoint.ts";

/** A checkpoint of a log that this installation signed. */
export interface Signed {
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
  /** The signed note. */
  note: string;
}

/** Remembers, where the database's owner does not reach, what was signed last of each log, by its organization's id. */
export interface Witness {
  /** What was signed last of these logs; absent where nothing is remembered. */
  recall(organizationIds: readonly string[]): Promise<Map<string, Signed>>;
  /** Notes by organization. Returns at once; they outlast the process a moment later. */
  keep(notes: ReadonlyMap<string, string>): void;
  /** Ids of all logs of which something outlasts the process, in parts. */
  logs(): AsyncIterable<string[]>;
  /** Has only this note remembered of a log, or none. Resolves when it outlasts the process. */
  replace(organizationId: string, note: string | null): Promise<void>;
  /** Resolves when all that was kept outlasts the process. */
  flush(): Promise<void>;
}

/** Remembers nothing. */
export const noWitness: Witness = {
  recall: async () => new Map(),
  keep: () => undefined,
  logs: async function* () {},
  replace: async () => undefined,
  flush: async () => undefined,
};

/** What a note says; null where it is no checkpoint. */
export function signedIn(note: string): Signed | null {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1));
  return checkpoint && { size: checkpoint.size, root: checkpoint.root, note };
}
