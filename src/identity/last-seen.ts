import type { Caller } from "../access/caller.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database, Sql } from "../ports/database.ts";

/** When sessions and keys were last used, written together now and then: a request costs no write. */
export interface LastSeen {
  note(caller: Caller): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Settings {
  clock: Clock;
  failed(error: unknown): void;
  everyMilliseconds?: number;
}

export function lastSeen(db: Database, { clock, failed, everyMilliseconds = 60_000 }: Settings): LastSeen {
  const sessions = new Map<string, Date>();
  const keys = new Map<string, { organizationId: string; at: Date }>();
  const operatorKeys = new Map<string, Date>();
  /** Sessions that were used before midnight and behind it. */
  let before: [string, Date][] = [];

  const flush = async () => {
    const [seen, used, usedAbove] = [[...sessions], [...keys], [...operatorKeys]];
    if (seen.length + used.length + usedAbove.length === 0) return;
    const active = [...before, ...seen];
    before = [];
    for (const noted of [sessions, keys, operatorKeys]) noted.clear();
    await db.transaction({ role: "nextcrm_auth", readOnly: false }, (sql) =>
      Promise.all([
        writeSessions(sql, seen),
        writeActive(sql, active),
        writeKeys(sql, used),
        writeOperatorKeys(sql, usedAbove),
      ]),
    );
  };
  const timer = setInterval(() => void flush().catch(failed), everyMilliseconds);
  timer.unref();
  return {
    note: (caller) => {
      if (caller.type === "user") {
        const now = clock.now();
        const last = sessions.get(caller.sessionId);
        if (last && dayOf(last) !== dayOf(now)) before.push([caller.sessionId, last]);
        sessions.set(caller.sessionId, now);
      } else if (caller.type === "key")
        keys.set(caller.keyId, { organizationId: caller.membership.organizationId, at: clock.now() });
      else if (caller.type === "operator-key") operatorKeys.set(caller.keyId, clock.now());
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(failed);
    },
  };
}

/** In one order, so that two processes do not wait for each other; sessions that ended meanwhile are left out. */
const sessionsText = `
  insert into auth.session_use (session_id, last_seen_at)
  select s.id, t.at from unnest($1::uuid[], $2::timestamptz[]) t (id, at) join auth.session s on s.id = t.id order by s.id for key share of s
  on conflict (session_id) do update set last_seen_at = greatest(session_use.last_seen_at, excluded.last_seen_at)`;

const keysText = `
  insert into api_key_use (organization_id, key_id, last_used_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) t (organization_id, key_id, at) order by key_id
  on conflict (organization_id, key_id) do update set last_used_at = greatest(api_key_use.last_used_at, excluded.last_used_at)`;

/** Days of UTC, and weeks from their Monday: people are counted once in each, whichever processes saw them. */
const activeText = `
  insert into auth.active_user (span, starts, user_id)
  select distinct a.span, a.starts, s."userId" from unnest($1::uuid[], $2::timestamptz[]) t (id, at) join auth.session s on s.id = t.id
  cross join lateral (values ('day', (t.at at time zone 'UTC')::date), ('week', date_trunc('week', t.at at time zone 'UTC')::date)) a (span, starts)
  order by 1, 2, 3 on conflict do nothing`;

function dayOf(time: Date): number {
  return Math.floor(time.getTime() / 86_400_000);
}

async function writeActive(sql: Sql, seen: [string, Date][]): Promise<void> {
  if (seen.length > 0) await sql.query(activeText, [seen.map(([id]) => id), seen.map(([, at]) => at)]);
}

async function writeSessions(sql: Sql, seen: [string, Date][]): Promise<void> {
  if (seen.length > 0) await sql.query(sessionsText, [seen.map(([id]) => id), seen.map(([, at]) => at)]);
}

async function writeKeys(sql: Sql, used: [string, { organizationId: string; at: Date }][]): Promise<void> {
  if (used.length === 0) return;
  await sql.query(keysText, [
    used.map(([, { organizationId }]) => organizationId),
    used.map(([id]) => id),
    used.map(([, { at }]) => at),
  ]);
}

const operatorKeysText = `
  insert into auth.operator_key_use (key_id, last_used_at)
  select k.id, t.at from unnest($1::uuid[], $2::timestamptz[]) t (id, at) join auth.operator_key k on k.id = t.id order by k.id
  on conflict (key_id) do update set last_used_at = greatest(operator_key_use.last_used_at, excluded.last_used_at)`;

async function writeOperatorKeys(sql: Sql, used: [string, Date][]): Promise<void> {
  if (used.length > 0) await sql.query(operatorKeysText, [used.map(([id]) => id), used.map(([, at]) => at)]);
}
