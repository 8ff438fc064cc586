import type { Actor, Origin } from "../access/caller.ts";
import type { Plan } from "../access/plans.ts";
import type { Role } from "../access/permissions.ts";
import { appendEvents, eventOf } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import type { Sql } from "../ports/database.ts";

/** A person who is known, whatever organizations they are in. */
export interface Person {
  userId: string;
  name: string;
  email: string;
  sessionId?: string;
  /** How the person proved who they are, or tried to. */
  method: "session" | "password";
}

export interface MembershipRow {
  organization_id: string;
  organization_name: string;
  plan: Plan;
  role: Role;
}

export function membershipsOf(sql: Sql, userId: string): Promise<MembershipRow[]> {
  return sql.query<MembershipRow>("select * from auth.memberships_of($1)", [userId], { prepare: true });
}

/**
 * Writes what a person did to themselves, such as signing in, to the log of each of their organizations: each of them
 * must see it. Of a person in none, the operator's log tells. The transaction is nextcrm_auth's.
 */
export async function recordOfPerson(sql: Sql, person: Person, origin: Origin, entry: Entry): Promise<void> {
  const memberships = await membershipsOf(sql, person.userId);
  if (memberships.length === 0) return appendOperatorEvent(sql, { ...person, type: "user" }, origin, entry);
  const events = memberships.map(({ organization_id: organizationId, role }) => {
    const actor: Actor = { ...person, type: "user", organizationId, role };
    return eventOf(actor, origin, entry);
  });
  await appendEvents(sql, events);
}
