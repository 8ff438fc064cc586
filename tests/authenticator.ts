import { codeAt, stepOf } from "../src/identity/two-factor/totp.ts";

/** An authenticator app: the codes of what a QR code says. */
export interface Authenticator {
  /** One that was not shown before, so that it counts; up to three within half a minute, or two from the present one. */
  next(now?: Date): string;
  /** The code of the time step that many steps from now. */
  at(away: number, now?: Date): string;
}

/** Codes begin with the one before the present, or, where a browser is slow to send them, with the present one. */
export function authenticator(uri: string, first: "previous" | "present" = "previous"): Authenticator {
  const { protocol, host, searchParams } = new URL(uri);
  if (protocol !== "otpauth:" || host !== "totp") throw new Error(`${uri} is no key of a TOTP`);
  const secret = fromBase32(searchParams.get("secret")!);
  let shown = 0;
  return {
    next: (now = new Date()) => {
      // The server takes the code before and after the present one.
      shown = Math.max(shown + 1, stepOf(now) - (first === "previous" ? 1 : 0));
      return codeAt(secret, shown);
    },
    at: (away, now = new Date()) => codeAt(secret, stepOf(now) + away),
  };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function fromBase32(text: string): Buffer {
  const bits = text
    .split("")
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
