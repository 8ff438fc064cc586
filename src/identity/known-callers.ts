import type { Caller } from "../access/caller.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import { callerCache } from "./caller-cache.ts";
import type { Found } from "./find-caller.ts";

/** Callers that are known for a while, and forgotten in every process when something of them changes. */
export interface KnownCallers {
  /** The caller behind a credential; `find` asks the database where this process does not know. Null for nobody. */
  lookUp(credential: string, find: () => Promise<Found | null>): Promise<Caller | null>;
  forget(...subjects: string[]): void;
  close(): Promise<void>;
}

const channel = "nextcrm_callers";
/** Bounds what a lost notification could do. */
const longestKnownMilliseconds = 60_000;

export async function knownCallers(db: Database, clock: Clock, capacity = 20_000): Promise<KnownCallers> {
  const cache = callerCache(capacity);
  const underWay = new Map<string, Promise<Found | null>>();
  let listening = false;

  const forget = (subject: string) => {
    // Whoever asks from now on must not get the answer of a query that began before.
    underWay.clear();
    cache.forget(subject);
  };
  const listener = await db.listen(channel, forget, (connected) => {
    // While nobody tells us of changes, nothing may be believed.
    listening = connected;
    underWay.clear();
    cache.clear();
  });
  const keep = (credential: string, found: Found, now: number, begun: number) => {
    const { caller, expiresAt, knownUntil = Number.POSITIVE_INFINITY } = found;
    const until = Math.min(now + longestKnownMilliseconds, expiresAt ?? Number.POSITIVE_INFINITY, knownUntil);
    if (listening) cache.keep(credential, { caller, until, subjects: subjectsOf(caller) }, begun);
  };
  return {
    lookUp: async (credential, find) => {
      const now = clock.now().getTime();
      const known = listening ? cache.get(credential, now) : undefined;
      if (known) return known;
      const begun = cache.changes();
      const joined = underWay.get(credential) ?? find();
      underWay.set(credential, joined);
      try {
        const found = await joined;
        if (!found || (found.expiresAt !== null && found.expiresAt <= now)) return null;
        keep(credential, found, now, begun);
        return found.caller;
      } finally {
        if (underWay.get(credential) === joined) underWay.delete(credential);
      }
    },
    forget: (...subjects) => subjects.forEach(forget),
    close: () => listener.stop(),
  };
}

function subjectsOf(caller: Found["caller"]): string[] {
  const shared = [
    `user:${caller.userId}`,
    ...(caller.membership ? [`organization:${caller.membership.organizationId}`] : []),
  ];
  return [caller.type === "user" ? `session:${caller.sessionId}` : `key:${caller.keyId}`, ...shared];
}
