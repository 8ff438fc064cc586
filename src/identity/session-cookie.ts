import { createHmac, timingSafeEqual } from "node:crypto";

export const sessionSeconds = 7 * 86_400;
/** A session that is used is prolonged once a day. */
export const renewalSeconds = 86_400;
export const deviceSeconds = 365 * 86_400;

/** What the cookie's scheme decides: over plain HTTP browsers drop what is Secure or `__Host-`. */
export interface CookieNames {
  session: string;
  /** There where the person did not want to be remembered. */
  brief: string;
  /** Tells browsers in which somebody has signed in before. */
  device: string;
  /** Between the two steps of a sign-in. */
  challenge: string;
  /** Browsers in which somebody needs no code. */
  trusted: string;
  secure: boolean;
}

export function cookieNames(publicUrl: string): CookieNames {
  const secure = publicUrl.startsWith("https:");
  const prefix = secure ? "__Host-nextcrm" : "nextcrm";
  const name = (kind: string) => `${prefix}_${kind}`;
  return {
    session: name("session"),
    brief: name("brief"),
    device: name("device"),
    challenge: name("challenge"),
    trusted: name("trusted"),
    secure,
  };
}

/** The first value of a cookie in a `Cookie` field, decoded. */
export function readCookie(headers: Headers, name: string): string | null {
  for (const pair of headers.get("cookie")?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return decoded(pair.slice(equals + 1).trim());
  }
  return null;
}

/** The session's token, where the signature is ours: HMAC-SHA-256 in base64 behind a dot, as Better Auth writes it. */
export function verifySessionCookie(value: string, secret: string): string | null {
  const dot = value.lastIndexOf(".");
  if (dot < 1) return null;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

/** `Set-Cookie` for a value that is known to be valid, with its full time before it. */
export function renewedCookie(names: CookieNames, value: string): string {
  return setCookie(names, names.session, value, sessionSeconds);
}

export function clearedCookie(names: CookieNames): string {
  return setCookie(names, names.session, "", 0);
}

export function setCookie(names: CookieNames, name: string, value: string, maxAgeSeconds: number): string {
  const secure = names.secure ? "; Secure" : "";
  return `${name}=${encodeURIComponent(value)}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly${secure}; SameSite=Lax`;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
