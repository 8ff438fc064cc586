import { parseCheckpoint } from "../../../proofs/checkpoint.ts";
import { inBrowser } from "../../app/remembered.ts";

/** What this browser saw a log promise. Whoever rewrites the log later cannot rewrite this. */
export interface KeptCheckpoint {
  /** The signed note. */
  note: string;
  size: number;
  keptAt: string;
}

const keyOf = (organizationId: string) => `nextcrm.checkpoint.${organizationId}`;

export function keptCheckpoint(organizationId: string): KeptCheckpoint | undefined {
  const found = inBrowser.readJson(keyOf(organizationId)) as Partial<KeptCheckpoint> | null | undefined;
  if (typeof found?.note !== "string" || typeof found.keptAt !== "string") return undefined;
  const size = parseCheckpoint(textOfNote(found.note))?.size;
  return size === undefined ? undefined : { note: found.note, size, keptAt: found.keptAt };
}

/** Keeps a checkpoint that was found to be a continuation of the one before. */
export function keepCheckpoint(organizationId: string, note: string): void {
  inBrowser.keepJson(keyOf(organizationId), { note, keptAt: new Date().toISOString() });
}

/** What a note says, without a look at who signed it. */
export function textOfNote(note: string): string {
  return note.slice(0, note.lastIndexOf("\n\n") + 1);
}
