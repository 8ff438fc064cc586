import { fromBase64, toBase64 } from "./bytes.ts";
import { openNote, signNote } from "./note.ts";
import type { VerifierKey, VerifyEd25519 } from "./note.ts";
import type { Hash } from "./tree.ts";

/** What a log says of itself, C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Names the log: a host and a path without a scheme. It is the name of its key, too. */
  origin: string;
  size: number;
  root: Hash;
}

export function textOfCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Lines beyond the third are another program's business. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, digits, encoded] = text.split("\n");
  const root = fromBase64(encoded ?? "");
  const size = /^(0|[1-9]\d*)$/.test(digits ?? "") ? Number(digits) : Number.NaN;
  if (!origin || !Number.isSafeInteger(size) || root?.length !== 32 || !text.endsWith("\n")) return null;
  return { origin, size, root };
}

export function signCheckpoint(
  checkpoint: Checkpoint,
  key: VerifierKey,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  return signNote(textOfCheckpoint(checkpoint), key, sign);
}

/** The checkpoint that a note carries, where the key signed it and it is of the key's own log; else null. */
export async function openCheckpoint(
  note: string,
  key: VerifierKey,
  verify: VerifyEd25519,
): Promise<Checkpoint | null> {
  const text = await openNote(note, key, verify);
  const checkpoint = text === null ? null : parseCheckpoint(text);
  return checkpoint?.origin === key.name ? checkpoint : null;
}
