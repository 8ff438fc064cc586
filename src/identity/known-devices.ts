import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { deviceSeconds, readCookie, setCookie } from "./session-cookie.ts";
import type { CookieNames } from "./session-cookie.ts";

/**
 * The browsers from which an account was signed in to, told by a cookie (OWASP: "Slow Down Online Guessing Attacks with
 * Device Cookies"). They guess on an allowance of their own, so that strangers who use up the account's do not lock its
 * person out. Nothing is kept here: the cookie says for which accounts it is, and we have signed that.
 */
export interface KnownDevices {
  /** The device's own name, where it is known to this account; else null. */
  of(headers: Headers, account: string): string | null;
  /** `Set-Cookie` that makes the device known to the account, and leaves it known to others. */
  remember(cookie: string | null, account: string): string;
}

const mostAccounts = 5;
const nonceBytes = 12;

export function knownDevices(names: CookieNames, secret: string): KnownDevices {
  const marksIn = (headers: Headers) =>
    (readCookie(headers, names.device) ?? "").split(" ").flatMap((text) => markOf(text) ?? []);
  const isOf = (account: string) => (mark: Mark) => {
    const [given, right] = [Buffer.from(mark.signature, "base64url"), signatureOf(secret, mark.nonce, account)];
    return given.length === right.length && timingSafeEqual(given, right);
  };
  return {
    of: (headers, account) => marksIn(headers).find(isOf(account))?.nonce ?? null,
    remember: (cookie, account) => {
      const marks = marksIn(new Headers(cookie === null ? {} : { cookie }));
      const own = marks.find(isOf(account)) ?? newMark(secret, account);
      const all = [own, ...marks.filter((mark) => mark.nonce !== own.nonce)].slice(0, mostAccounts);
      const value = all.map(({ nonce, signature }) => `${nonce}.${signature}`).join(" ");
      return setCookie(names, names.device, value, deviceSeconds);
    },
  };
}

interface Mark {
  nonce: string;
  signature: string;
}

function markOf(text: string): Mark | null {
  const [, nonce, signature] = /^([\w-]{16})\.([\w-]{43})$/.exec(text) ?? [];
  return nonce !== undefined && signature !== undefined ? { nonce, signature } : null;
}

function newMark(secret: string, account: string): Mark {
  const nonce = randomBytes(nonceBytes).toString("base64url");
  return { nonce, signature: signatureOf(secret, nonce, account).toString("base64url") };
}

function signatureOf(secret: string, nonce: string, account: string): Buffer {
  const spelled = account.normalize("NFKC").trim().toLowerCase();
  return createHmac("sha256", secret).update(`device\n${nonce}\n${spelled}`).digest();
}
