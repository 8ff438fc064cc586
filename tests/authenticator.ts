import { codeAt, stepOf, stepSeconds } from "../src/identity/two-factor/totp.ts";

/** An authenticator app: the codes of what a QR code says. */
export interface Authenticator {
  /**
   * One that was not shown before, so that it counts; up to three within half a minute, or two from the present one. Waits
   * where a code is about to be too old, which a server would find it to be that is given it a moment later.
   */
  next(now?: Date): string;
  /** The code of the time step that many steps from now. */
  at(away: number, now?: Date): string;
}

/** From showing a code to the server's having looked at it, on a slow machine. */
const leastMilliseconds = 2_000;
const wait = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Codes begin with the one before the present, or, where a browser is slow to send them, with the present one. */
export function authenticator(uri: string, first: "previous" | "present" = "previous"): Authenticator {
  const { protocol, host, searchParams } = new URL(uri);
  if (protocol !== "otpauth:" || host !== "totp") throw new Error(`${uri} is no key of a TOTP`);
  const secret = fromBase32(searchParams.get("secret")!);
  let shown = 0;
  return {
    next: (now = new Date()) => {
      // The server takes the code before and after the present one.
      const next = (step: number) => Math.max(shown + 1, step - (first === "previous" ? 1 : 0));
      const step = stepOf(now);
      const left = (step + 1) * stepSeconds * 1_000 - now.getTime();
      const isTooOldSoon = next(step) < step && left < leastMilliseconds;
      if (isTooOldSoon) wait(left);
      shown = next(isTooOldSoon ? step + 1 : step);
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
