import type { Caller } from "../access/caller.ts";
import { nobody } from "../access/caller.ts";
import type { Resolver } from "../api/perform.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { isApiKey, isOperatorKey } from "../tenancy/api-keys.ts";
import { findKey, findOperatorKey, findSession } from "./find-caller.ts";
import { knownCallers } from "./known-callers.ts";
import type { LastSeen } from "./last-seen.ts";
import { clearedCookie, cookieNames, readCookie, verifySessionCookie } from "./session-cookie.ts";

/** Who sends a request, by session cookie or API key. */
export interface CallerResolver extends Resolver {
  /** The same, for whoever asks again while a request is answered: it is not noted as a use. */
  whoSends(request: Request): Promise<Caller>;
  /** Forgets at once, before the notification comes back: for whoever made the change. `session:<id>`, `user:<id>` … */
  forget(...subjects: string[]): void;
  close(): Promise<void>;
}

interface Settings {
  publicUrl: string;
  secret: string;
  clock: Clock;
  lastSeen: LastSeen;
}

export async function callerResolver(
  db: Database,
  { publicUrl, secret, clock, lastSeen }: Settings,
): Promise<CallerResolver> {
  const names = cookieNames(publicUrl);
  const known = await knownCallers(db, clock);

  const byKey = async (authorization: string): Promise<Caller> => {
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
    const find = isApiKey(key) ? findKey : isOperatorKey(key) ? findOperatorKey : null;
    const caller = find && (await known.lookUp(`key ${key}`, () => find(db, key)));
    if (caller) return caller;
    const headers = { "WWW-Authenticate": "Bearer" };
    throw new Problem("invalid-credentials", "The API key is unknown, expired or revoked.", { headers });
  };
  const bySession = async (cookie: string): Promise<Caller> => {
    // A cookie that is known was verified as a whole, its signature included.
    const caller = await known.lookUp(`session ${cookie}`, async () => {
      const token = verifySessionCookie(cookie, secret);
      return token === null ? null : findSession(db, token);
    });
    if (caller) return caller;
    const headers = { "Set-Cookie": clearedCookie(names) };
    throw new Problem("invalid-credentials", "The session has ended. Sign in again.", { headers });
  };
  const whoSends = async ({ headers }: Request): Promise<Caller> => {
    const authorization = headers.get("authorization");
    const cookie = authorization === null ? readCookie(headers, names.session) : null;
    if (authorization === null && !cookie) return nobody;
    return authorization === null ? bySession(cookie!) : byKey(authorization);
  };
  return {
    callerOf: async (request) => {
      const caller = await whoSends(request);
      lastSeen.note(caller);
      return caller;
    },
    whoSends,
    forget: known.forget,
    close: known.close,
  };
}
