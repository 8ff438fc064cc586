import { hash, randomBytes } from "node:crypto";
import type { Leaf } from "./leaf.ts";

/** A value that can be erased while its digest stays, after RFC 9901. */
export interface Disclosure {
  name: string;
  subjectType: string;
  subjectId: string | null;
  /** JSON text of `[salt, name, value]`; kept byte for byte. */
  text: string;
  /** base64url(SHA-256(ascii(base64url(text)))). */
  digest: string;
  ip: string | null;
}

/** An event before it is written: its clear part, and the disclosures that can be erased. */
export interface Event {
  leaf: Omit<Leaf, "recordedAt">;
  disclosures: Disclosure[];
}

const saltBytes = 16;
const saltsAtOnce = 256;

export function disclose(
  name: string,
  subject: { type: string; id: string | null },
  value: unknown,
  ip: string | null = null,
): Disclosure {
  const text = readable(JSON.stringify([salt(), name, value]));
  return { name, subjectType: subject.type, subjectId: subject.id, text, digest: digestOf(text), ip };
}

/** One escape after the other, so that of two backslashes the second begins none. */
const escapes = /\\(?:u[0-9a-f]{4}|.)/g;
/** `JSON.stringify` writes surrogates only where their other half is missing. */
const unreadable = /^\\u(0000|d)/;

/**
 * JSON that PostgreSQL reads: it does not know NUL, nor halves of characters. Inputs with such are refused long before;
 * one that was let through must neither undo an act nor make a log that nobody can read any more.
 */
function readable(json: string): string {
  return json.includes("\\u") ? json.replaceAll(escapes, (one) => (unreadable.test(one) ? "\ufffd" : one)) : json;
}

let pool = Buffer.alloc(0);
let used = 0;

/** Of random bytes that are fetched for many at once: asking for a few costs as much as asking for thousands. */
function salt(): string {
  if (used === pool.length) [pool, used] = [randomBytes(saltBytes * saltsAtOnce), 0];
  used += saltBytes;
  return pool.toString("base64url", used - saltBytes, used);
}

/** Where texts become bytes: many are digested, one after the other. */
const scratch = Buffer.alloc(64 * 1024);
/** No text of so many UTF-16 code units, three bytes each at most, is longer. */
const longest = scratch.length / 3;

export function digestOf(text: string): string {
  const encoded =
    text.length > longest
      ? Buffer.from(text).toString("base64url")
      : scratch.toString("base64url", 0, scratch.write(text));
  return hash("sha256", encoded, "base64url");
}
