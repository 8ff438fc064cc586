import { hash, randomBytes } from "node:crypto";

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

const saltBytes = 16;
const saltsAtOnce = 256;

export function disclose(
  name: string,
  subject: { type: string; id: string | null },
  value: unknown,
  ip: string | null = null,
): Disclosure {
  const text = JSON.stringify([salt(), name, value]);
  return { name, subjectType: subject.type, subjectId: subject.id, text, digest: digestOf(text), ip };
}

let pool = Buffer.alloc(0);
let used = 0;

/** Of random bytes that are fetched for many at once: asking for a few costs as much as asking for thousands. */
function salt(): string {
  if (used === pool.length) [pool, used] = [randomBytes(saltBytes * saltsAtOnce), 0];
  used += saltBytes;
  return pool.toString("base64url", used - saltBytes, used);
}

/** Where texts become bytes and base64url: many are digested, one after the other. */
const scratch = Buffer.alloc(64 * 1024);
const half = scratch.length / 2;
/** No text of so many UTF-16 code units, three bytes each, is longer in base64 than half of the scratch. */
const longest = half / 4;

export function digestOf(text: string): string {
  if (text.length > longest) return hash("sha256", Buffer.from(text).toString("base64url"), "base64url");
  const encoded = scratch.toString("base64url", 0, scratch.write(text));
  return hash("sha256", scratch.subarray(half, half + scratch.write(encoded, half, "latin1")), "base64url");
}
