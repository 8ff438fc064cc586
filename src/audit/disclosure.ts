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

export function disclose(
  name: string,
  subject: { type: string; id: string | null },
  value: unknown,
  ip: string | null = null,
): Disclosure {
  const text = JSON.stringify([randomBytes(saltBytes).toString("base64url"), name, value]);
  return { name, subjectType: subject.type, subjectId: subject.id, text, digest: digestOf(text), ip };
}

export function digestOf(text: string): string {
  return hash("sha256", Buffer.from(text).toString("base64url"), "base64url");
}
