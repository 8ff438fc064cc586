import type { Caller, KeyCaller, Membership, Plan, SessionCaller } from "../access/caller.ts";
import { nobody } from "../access/caller.ts";
import { lowerRole } from "../access/permissions.ts";
import type { Role } from "../access/permissions.ts";
import type { Resolver } from "../api/perform.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { isApiKey, keyDigest } from "../tenancy/api-keys.ts";
import { callerCache } from "./caller-cache.ts";
import type { LastSeen } from "./last-seen.ts";
import { clearedCookie, cookieNames, readCookie, verifySessionCookie } from "./session-cookie.ts";

/** Who sends a request, known for a while and forgotten on every process when something of it changes. */
export interface CallerResolver extends Resolver {
  /** Forgets at once, before the notification comes back: for whoever made the change. `session:<id>`, `user:<id>` … */
  forget(...subjects: string[]): void;
  close(): Promise<void>;
}

interface Settings {
  publicUrl: string;
  secret: string;
  clock: Clock;
  lastSeen: LastSeen;
  capacity?: number;
}

export const callersChannel = "nextcrm_callers";
/** Bounds what a lost notification could do. */
const longestKnownMilliseconds = 60_000;

export async function callerResolver(
  db: Database,
  { publicUrl, secret, clock, lastSeen, capacity = 20_000 }: Settings,
): Promise<CallerResolver> {
  const names = cookieNames(publicUrl);
  const cache = callerCache(capacity);
  const underWay = new Map<string, Promise<Found | null>>();
  let listening = false;

  const forgetAll = () => {
    underWay.clear();
    cache.clear();
  };
  const forget = (subject: string) => {
    underWay.clear();
    cache.forget(subject);
  };
  const listener = await db.listen(callersChannel, forget, (connected) => {
    // While nobody tells us of changes, nothing may be believed.
    listening = connected;
    forgetAll();
  });

  /** One query, however many requests wait for it; whoever asks after a change starts a new one. */
  const lookUp = async (credential: string, query: () => Promise<Found | null>): Promise<Caller | null> => {
    const now = clock.now().getTime();
    const known = listening ? cache.get(credential, now) : undefined;
    if (known) return known;
    const begun = cache.changes();
    const joined = underWay.get(credential) ?? query();
    underWay.set(credential, joined);
    try {
      const found = await joined;
      if (!found || (found.expiresAt !== null && found.expiresAt <= now)) return null;
      const until = Math.min(now + longestKnownMilliseconds, found.expiresAt ?? Number.POSITIVE_INFINITY);
      if (listening) cache.keep(credential, { caller: found.caller, until, subjects: subjectsOf(found.caller) }, begun);
      return found.caller;
    } finally {
      if (underWay.get(credential) === joined) underWay.delete(credential);
    }
  };

  const byKey = async (authorization: string): Promise<Caller> => {
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
    const caller = isApiKey(key) ? await lookUp(`key ${key}`, () => findKey(db, key)) : null;
    if (!caller)
      throw new Problem("invalid-credentials", "The API key is unknown, expired or revoked.", {
        headers: { "WWW-Authenticate": "Bearer" },
      });
    return caller;
  };
  const bySession = async (cookie: string): Promise<Caller> => {
    // A cached cookie was verified as a whole, its signature included.
    const caller = await lookUp(`session ${cookie}`, async () => {
      const token = verifySessionCookie(cookie, secret);
      return token === null ? null : findSession(db, token);
    });
    if (!caller)
      throw new Problem("invalid-credentials", "The session has ended. Sign in again.", {
        headers: { "Set-Cookie": clearedCookie(names) },
      });
    return caller;
  };
  return {
    callerOf: async ({ headers }) => {
      const authorization = headers.get("authorization");
      const cookie = authorization === null ? readCookie(headers, names.session) : null;
      if (authorization === null && !cookie) return nobody;
      const caller = authorization === null ? await bySession(cookie!) : await byKey(authorization);
      lastSeen.note(caller);
      return caller;
    },
    forget: (...subjects) => subjects.forEach(forget),
    close: () => listener.stop(),
  };
}

/** Milliseconds since 1970, null for never. */
interface Found {
  caller: SessionCaller | KeyCaller;
  expiresAt: number | null;
}

function subjectsOf(caller: SessionCaller | KeyCaller): string[] {
  const shared = [
    `user:${caller.userId}`,
    ...(caller.membership ? [`organization:${caller.membership.organizationId}`] : []),
  ];
  return [caller.type === "user" ? `session:${caller.sessionId}` : `key:${caller.keyId}`, ...shared];
}

const scope = { role: "nextcrm_auth", readOnly: true } as const;

interface SessionRow {
  session_id: string;
  expires_at: string;
  user_id: string;
  name: string;
  email: string;
  operator: boolean;
  organization_id: string | null;
  organization_name: string;
  plan: Plan;
  role: Role;
}

async function findSession(db: Database, token: string): Promise<Found | null> {
  const [row] = await db.transaction(scope, (sql) =>
    sql.query<SessionRow>("select * from auth.caller_of_session($1)", [token], { prepare: true }),
  );
  if (!row) return null;
  const { user_id: userId, name, email, operator, session_id: sessionId } = row;
  return {
    caller: { type: "user", userId, name, email, sessionId, operator, membership: membershipOf(row, row.role) },
    expiresAt: Date.parse(row.expires_at),
  };
}

interface KeyRow {
  key_id: string;
  key_name: string;
  key_role: Role;
  expires_at: string | null;
  creator_id: string;
  creator_role: Role;
  organization_id: string;
  organization_name: string;
  plan: Plan;
}

/** A key may what its own role allows and its creator may still do. */
async function findKey(db: Database, key: string): Promise<Found | null> {
  const [row] = await db.transaction(scope, (sql) =>
    sql.query<KeyRow>("select * from auth.caller_of_key($1)", [keyDigest(key)], { prepare: true }),
  );
  if (!row) return null;
  const membership = membershipOf(row, lowerRole(row.key_role, row.creator_role));
  if (!membership) return null;
  const caller: KeyCaller = {
    type: "key",
    userId: row.creator_id,
    name: row.key_name,
    keyId: row.key_id,
    operator: false,
    membership,
  };
  return { caller, expiresAt: row.expires_at === null ? null : Date.parse(row.expires_at) };
}

function membershipOf(
  row: { organization_id: string | null; organization_name: string; plan: Plan },
  role: Role,
): Membership | null {
  if (row.organization_id === null) return null;
  return { organizationId: row.organization_id, organizationName: row.organization_name, plan: row.plan, role };
}
