import type { Origin, SessionCaller } from "../access/caller.ts";
import type { Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import { deviceOf } from "./device.ts";
import { recordOfPerson } from "./person-log.ts";
import type { Person } from "./person-log.ts";
import type { SecondFactor } from "./two-factor/accept-code.ts";

export interface Session {
  id: string;
  device: string;
  userAgent: string | null;
  address: string | null;
  /** RFC 3339. */
  createdAt: string;
  /** Exact to a minute. */
  lastSeenAt: string;
  expiresAt: string;
  /** With what its person passed the second step; null where there was none. */
  secondFactor: SecondFactor | null;
  /** Whether the caller asks from it. */
  current: boolean;
}

const sessionsText = `
  select s.id, nullif(s."userAgent", '') as "userAgent", nullif(s."ipAddress", '') as address, s."createdAt", s."expiresAt",
    coalesce(u.last_seen_at, s."createdAt") as "lastSeenAt", p.second_factor as "secondFactor"
  from auth.session s left join auth.session_use u on u.session_id = s.id left join auth.session_proof p on p.session_id = s.id
  where s."userId" = $1 and s."expiresAt" > now() order by "lastSeenAt" desc, s.id`;

/** The caller's sessions, the one seen last first. */
export async function listSessions(sql: Sql, caller: SessionCaller): Promise<Session[]> {
  type Row = Omit<Session, "device" | "current">;
  return (await sql.query<Row>(sessionsText, [caller.userId])).map((row) => ({
    ...row,
    device: deviceOf(row.userAgent),
    current: row.id === caller.sessionId,
  }));
}

/** Ends one of the caller's sessions. */
export async function endSession(sql: Sql, caller: SessionCaller, origin: Origin, id: string): Promise<void> {
  const ended = await sql.query(`delete from auth.session where "userId" = $1 and id = $2 returning 1`, [
    caller.userId,
    id,
  ]);
  if (ended.length === 0) throw notFound("session");
  await recordEnd(sql, { ...caller, method: "session" }, origin, id);
}

/** Ends all of the caller's sessions but the one they ask from; answers which. */
export function endOtherSessions(sql: Sql, caller: SessionCaller, origin: Origin): Promise<string[]> {
  return endSessions(sql, { ...caller, method: "session" }, origin, caller.sessionId);
}

/** Ends all sessions of a person, but perhaps one; answers which. */
export async function endSessions(sql: Sql, person: Person, origin: Origin, except?: string): Promise<string[]> {
  const ended = await sql.query<{ id: string }>(
    `delete from auth.session where "userId" = $1 and id is distinct from $2 returning id`,
    [person.userId, except ?? null],
  );
  for (const { id } of ended) await recordEnd(sql, person, origin, id);
  return ended.map(({ id }) => id);
}

function recordEnd(sql: Sql, person: Person, origin: Origin, id: string): Promise<void> {
  return recordOfPerson(sql, person, origin, {
    action: "LOGOUT",
    resource: "session",
    resourceId: id,
    reason: "revoked",
  });
}
