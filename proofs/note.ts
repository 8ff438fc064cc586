import { concatenated, equal, fromBase64, toBase64, toHex, utf8 } from "./bytes.ts";
import type { Sha256 } from "./bytes.ts";

/** Signed notes, C2SP signed-note, with Ed25519 (RFC 8032). */

/** A key that signs under a name; what others need to check its signatures. */
export interface VerifierKey {
  name: string;
  /** 4 bytes that say which of a name's keys it is. */
  id: Uint8Array;
  /** 32 bytes. */
  publicKey: Uint8Array;
}

/** Checks an Ed25519 signature: Node and browsers bring their own. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

const ed25519 = Uint8Array.of(1);
const signatureBytes = 64;
const lineStart = "— ";
const mostSignatures = 100;

export function verifierKey(sha256: Sha256, name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new TypeError(`${JSON.stringify(name)} cannot name a key`);
  const id = sha256(concatenated(utf8(`${name}\n`), ed25519, publicKey)).slice(0, 4);
  return { name, id, publicKey };
}

/** `name+1a2b3c4d+base64`, as other programs take it. */
export function textOfKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${toHex(id)}+${toBase64(concatenated(ed25519, publicKey))}`;
}

/** Reads what `textOfKey` writes; null where it is something else, or where the id is not the key's. */
export function parseKey(sha256: Sha256, text: string): VerifierKey | null {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (!name || !isKeyName(name) || bytes?.length !== 33 || bytes[0] !== ed25519[0]) return null;
  const key = verifierKey(sha256, name, bytes.slice(1));
  return toHex(key.id) === id ? key : null;
}

/** A note with one signature. `text` ends with a line feed; `sign` gives the 64 bytes of Ed25519. */
export function signNote(text: string, key: VerifierKey, sign: (message: Uint8Array) => Uint8Array): string {
  if (!text.endsWith("\n") || text.includes("\n\n")) throw new TypeError("A note's text is lines, none of them empty");
  return `${text}\n${lineStart}${key.name} ${toBase64(concatenated(key.id, sign(utf8(text))))}\n`;
}

/** The text of a note that this key signed; null where it did not, or signed something else. */
export async function openNote(note: string, key: VerifierKey, verify: VerifyEd25519): Promise<string | null> {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > mostSignatures) return null;
  const signatures = lines.map(readLine);
  if (signatures.includes(null)) return null;
  const ours = signatures.find((line) => line!.name === key.name && equal(line!.id, key.id));
  if (ours?.signature.length !== signatureBytes) return null;
  return (await verify(key.publicKey, utf8(text), ours.signature)) ? text : null;
}

function readLine(line: string): { name: string; id: Uint8Array; signature: Uint8Array } | null {
  if (!line.startsWith(lineStart)) return null;
  const [name, encoded, ...others] = line.slice(lineStart.length).split(" ");
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (!name || !isKeyName(name) || others.length > 0 || !bytes || bytes.length < 5) return null;
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Not empty, no space of any script, no plus. */
function isKeyName(name: string): boolean {
  return /^[^\s+]+$/u.test(name) && name.isWellFormed();
}
