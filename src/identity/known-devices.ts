import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { deviceSeconds, readCookie, setCookie } from "./session-cookie.ts";
import type { CookieNames } from "./session-cookie.ts";

/** What was given in a browser: the password, or a mail's link in its place; or the second step's code as well. */
export type Given = "password" | "code";

/**
 * The browsers from which an account was signed in to, told by a cookie (OWASP: "Slow Down Online Guessing Attacks with
 * Device Cookies"). They guess on an allowance of their own, so that strangers who use up the account's do not lock its
 * person out. Nothing is kept here: the cookie says for which accounts it is, and we have signed that.
 *
 * For guesses of codes only those count in which a code was given. Whoever has the password, or reads the account's
 * mail, makes as many browsers known as they like, each with an allowance of its own.
 */
export interface KnownDevices {
  /** The device's own name, where so much was given in it for this account; else null. */
  of(headers: Headers, account: string, given?: Given): string | null;
  /** `Set-Cookie` that makes the device known to the account, and leaves it known to others. */
  remember(cookie: string | null, account: string, given?: Given): string;
}

const mostAccounts = 5;
const nonceBytes = 12;

export function knownDevices(names: CookieNames, secret: string): KnownDevices {
  const marksIn = (headers: Headers) =>
    (readCookie(headers, names.device) ?? "").split(" ").flatMap((text) => markOf(text) ?? []);
  const isOf = (account: string, given: Given) => (mark: Mark) =>
    enough[given].some((kind) => isSame(mark.signature, signatureOf(secret, kind, mark.nonce, account)));
  return {
    of: (headers, account, given = "password") => marksIn(headers).find(isOf(account, given))?.nonce ?? null,
    remember: (cookie, account, given = "password") => {
      const marks = marksIn(new Headers(cookie === null ? {} : { cookie }));
      const own = marks.find(isOf(account, given)) ?? newMark(secret, given, account);
      const others = marks.filter((mark) => mark.nonce !== own.nonce && !isOf(account, "password")(mark));
      const all = [own, ...others].slice(0, mostAccounts);
      const value = all.map(({ nonce, signature }) => `${nonce}.${signature}`).join(" ");
      return setCookie(names, names.device, value, deviceSeconds);
    },
  };
}

/** Who gave a code had given the password. */
const enough = { password: ["code", "password"], code: ["code"] } as const satisfies Record<Given, readonly Given[]>;
const labels: Record<Given, string> = { password: "device", code: "device with code" };

interface Mark {
  nonce: string;
  signature: string;
}

function markOf(text: string): Mark | null {
  const [, nonce, signature] = /^([\w-]{16})\.([\w-]{43})$/.exec(text) ?? [];
  return nonce !== undefined && signature !== undefined ? { nonce, signature } : null;
}

function newMark(secret: string, given: Given, account: string): Mark {
  const nonce = randomBytes(nonceBytes).toString("base64url");
  return { nonce, signature: signatureOf(secret, given, nonce, account).toString("base64url") };
}

function signatureOf(secret: string, given: Given, nonce: string, account: string): Buffer {
  const spelled = account.normalize("NFKC").trim().toLowerCase();
  return createHmac("sha256", secret).update(`${labels[given]}\n${nonce}\n${spelled}`).digest();
}

function isSame(given: string, right: Buffer): boolean {
  const bytes = Buffer.from(given, "base64url");
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}
