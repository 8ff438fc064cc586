import type { Role } from "../access/permissions.ts";
import type { SessionCaller } from "../access/caller.ts";
import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { appendEvents, operatorsActEvent } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import { installationActorOf } from "../audit/installation-actor.ts";
import { personOf } from "../identity/caller-kinds.ts";
import { membershipsOf } from "../identity/person-log.ts";
import type { Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import { amongPeople } from "../tenancy/across-organizations.ts";
import { requireRecentSignIn } from "../tenancy/recent-sign-in.ts";

/** A person as operators see them. */
export interface PersonSummary {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  operator: boolean;
  twoFactor: boolean;
  /** Sessions that have not ended. */
  sessions: number;
  /** RFC 3339, exact to a minute; null where no session is left that tells. */
  lastSeenAt: string | null;
  createdAt: string;
  organizations: { id: string; name: string; role: Role }[];
}

const pageSize = 50;

const text = `
  select u.id, u.name, u.email, u."emailVerified", u."createdAt", exists (select from auth.operator p where p.user_id = u.id) as operator,
    auth.has_two_factor(u.id) as "twoFactor", s.sessions, s."lastSeenAt",
    coalesce((select jsonb_agg(jsonb_build_object('id', m.organization_id, 'name', m.organization_name, 'role', m.role))
      from auth.memberships_of(u.id) m), '[]') as organizations
  from auth."user" u cross join lateral (
    select count(*)::int as sessions, max(coalesce(t.last_seen_at, s."createdAt")) as "lastSeenAt"
    from auth.session s left join auth.session_use t on t.session_id = s.id where s."userId" = u.id and s."expiresAt" > now()) s
  where ($1::text is null or u.name ilike '%' || $1 || '%' or u.email like lower($1) || '%' or u.id::text = lower($2))
    and (not $3 or exists (select from auth.operator p where p.user_id = u.id)) and ($4::uuid is null or u.id < $4)
  order by u.id desc limit ${pageSize + 1}`;

export interface PeopleSearch {
  /** Part of the name, the beginning of the address, or the id. */
  search?: string | undefined;
  /** Only those who operate. */
  operators: boolean;
  /** The last id of the page before. */
  after?: string | undefined;
}

/** People, the youngest account first, fifty at a time. `next` is what the following page comes after; null at the end. */
export async function findPeople(
  sql: Sql,
  { search, operators, after }: PeopleSearch,
): Promise<{ users: PersonSummary[]; next: string | null }> {
  const wanted = search?.trim() || null;
  const pattern = wanted?.replaceAll(/[\\%_]/g, "\\$&") ?? null;
  const rows = await sql.query<PersonSummary>(text, [pattern, wanted, operators, after ?? null]);
  const users = rows.slice(0, pageSize);
  return { users, next: rows.length > pageSize ? users.at(-1)!.id : null };
}

/** Somebody whom an operator does something to, their row locked. */
export interface Somebody {
  sql: Sql;
  operator: SessionCaller;
  person: { userId: string; name: string; email: string };
  /** Says what happened in the operator's log; `everywhere` in that of each of their organizations as well. */
  tell(entry: Entry, where?: "everywhere"): Promise<void>;
}

/** What takes an operator in person who has just proved who they are, done to one person, in one transaction of `nextcrm_auth`. */
export async function actOnPerson<T>(
  { db, people }: Pick<Services, "db" | "people">,
  context: Context,
  id: string,
  reason: string,
  act: (somebody: Somebody) => Promise<T>,
): Promise<T> {
  const operator = personOf(context);
  const { origin } = context;
  const actor = installationActorOf(operator);
  const done = await amongPeople(db, operator, origin, reason, async ({ sql, record }) => {
    await requireRecentSignIn({ sql, actor: operator });
    const [person] = await sql.query<Somebody["person"]>(
      `select id as "userId", name, email from auth."user" where id = $1 for update`,
      [id],
    );
    if (!person) throw notFound("user");
    return act({
      sql,
      operator,
      person,
      tell: async (entry, where) => {
        const whole = { resourceId: id, name: person.name, ...entry };
        record(whole);
        if (where !== "everywhere") return;
        const told = { ...whole, said: { ...whole.said, reason } };
        const memberships = await membershipsOf(sql, id);
        const events = memberships.map((one) => operatorsActEvent(one.organization_id, actor, origin, told));
        await appendEvents(sql, events);
      },
    });
  });
  people.forget(`user:${id}`);
  return done;
}
