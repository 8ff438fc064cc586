import { createHmac, timingSafeEqual } from "node:crypto";

/** How long a code is shown (RFC 6238). */
export const stepSeconds = 30;
const codeDigits = 6;
/** Clocks and thumbs are slow: the code before and the one after count as well. */
const window = [-1, 0, 1] as const;

/** The code of a time step: HOTP with SHA-1 (RFC 4226). */
export function codeAt(secret: Uint8Array, step: number, digits = codeDigits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const truncated = mac.readUInt32BE(mac[mac.length - 1]! & 0xf) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, "0");
}

export function stepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / stepSeconds);
}

/**
 * The time step whose code this is, where it is behind `lastStep`; `used` where the code is right but not behind it,
 * `wrong` otherwise.
 */
export function stepOfCode(secret: Uint8Array, code: string, at: Date, lastStep: number): number | "used" | "wrong" {
  const now = stepOf(at);
  // All are compared, so that the time taken tells nothing.
  const steps = window
    .map((away) => now + away)
    .filter((step) => step >= 0)
    .filter((step) => isSame(codeAt(secret, step), code));
  if (steps.length === 0) return "wrong";
  return steps.find((step) => step > lastStep) ?? "used";
}

/** What an authenticator app reads from a QR code (the format of Google Authenticator). */
export function keyUri(secret: Uint8Array, account: string): string {
  const issuer = "NextCRM";
  const query = new URLSearchParams({
    secret: base32(secret),
    issuer,
    algorithm: "SHA1",
    digits: String(codeDigits),
    period: String(stepSeconds),
  });
  return `otpauth://totp/${issuer}:${encodeURIComponent(account)}?${query}`;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base 32 of RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

function isSame(one: string, other: string): boolean {
  const [right, given] = [Buffer.from(one), Buffer.from(other)];
  return right.length === given.length && timingSafeEqual(right, given);
}
