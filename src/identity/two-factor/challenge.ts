import { createHmac, timingSafeEqual } from "node:crypto";
import type { Sql } from "../../ports/database.ts";
import { readCookie, setCookie } from "../session-cookie.ts";
import type { CookieNames } from "../session-cookie.ts";

/** How long somebody who gave the right password has for the second step. */
const challengeSeconds = 10 * 60;

/** What a browser that gave the right password may go on with: the second step of one account's sign-in. */
export interface Challenge {
  userId: string;
  email: string;
  rememberMe: boolean;
  /** Milliseconds since 1970. */
  until: number;
  /** Of the password and the second factor as they were: a change of either ends it. */
  seal: string;
}

/** Challenges are kept by the browsers, in a cookie that we have signed. */
export interface Challenges {
  issue(challenge: Omit<Challenge, "until" | "seal"> & { state: string }, now: Date): { cookie: string; until: Date };
  /** The challenge in a `Cookie` field; null where there is none of ours, or its time is over. */
  read(cookie: string | null, now: Date): Challenge | null;
  /** Whether password and second factor are those of before. */
  isOf(challenge: Challenge, state: string): boolean;
  cleared: string;
}

export function challenges(names: CookieNames, secret: string): Challenges {
  const sign = (about: string, text: string) => createHmac("sha256", secret).update(`${about}\n${text}`).digest();
  const sealOf = (state: string) => sign("challenge state", state).toString("base64url");
  return {
    issue: ({ state, ...given }, now) => {
      const until = now.getTime() + challengeSeconds * 1000;
      const text = JSON.stringify({ ...given, until, seal: sealOf(state) } satisfies Challenge);
      const payload = Buffer.from(text).toString("base64url");
      const value = `${payload}.${sign("challenge", payload).toString("base64url")}`;
      return { cookie: setCookie(names, names.challenge, value, challengeSeconds), until: new Date(until) };
    },
    read: (cookie, now) => {
      const value = readCookie(new Headers(cookie === null ? {} : { cookie }), names.challenge) ?? "";
      const [payload = "", signature = ""] = value.split(".");
      if (!isSame(sign("challenge", payload), Buffer.from(signature, "base64url"))) return null;
      const challenge = JSON.parse(Buffer.from(payload, "base64url").toString()) as Challenge;
      return challenge.until > now.getTime() ? challenge : null;
    },
    isOf: ({ seal }, state) => isSame(Buffer.from(sealOf(state)), Buffer.from(seal)),
    cleared: setCookie(names, names.challenge, "", 0),
  };
}

/** What a challenge is good for; null where the person has no second factor. */
export async function challengedState(sql: Sql, userId: string): Promise<string | null> {
  const text = `select a.password, f.created_at as "createdAt" from auth.two_factor f join auth.account a on a."userId" = f.user_id where f.user_id = $1 and a."providerId" = 'credential'`;
  const [row] = await sql.query<{ password: string; createdAt: string }>(text, [userId]);
  return row ? JSON.stringify([userId, row.password, row.createdAt]) : null;
}

function isSame(right: Buffer, given: Buffer): boolean {
  return right.length === given.length && timingSafeEqual(right, given);
}
