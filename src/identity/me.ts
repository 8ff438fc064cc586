import type { Origin, SessionCaller, Suspension } from "../access/caller.ts";
import type { Plan } from "../access/plans.ts";
import type { Role } from "../access/permissions.ts";
import type { Database, Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import { membershipsOf, recordOfPerson } from "./person-log.ts";
import { changePreferences, readPreferences } from "./preferences.ts";
import type { Preferences } from "./preferences.ts";
import { renewalSeconds, sessionSeconds } from "./session-cookie.ts";

interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
}

/** What pages need to know of an organization's settings. */
interface OrganizationView {
  defaultCurrency: string;
  timeZone: string;
  requireTwoFactor: boolean;
  /** RFC 3339; null where it will not be. */
  deleteScheduledAt: string | null;
}

interface Me {
  user: User;
  preferences: Preferences;
  organizations: { id: string; name: string; plan: Plan; role: Role }[];
  currentOrganization:
    | ({ id: string; name: string; plan: Plan; suspended: Suspension | null } & OrganizationView)
    | null;
  twoFactor: boolean;
  /** The session was used a day or longer after it began or was renewed. */
  renewalDue: boolean;
}

const userText = `
  select u.id, u.name, u.email, u."emailVerified", s."expiresAt", auth.has_two_factor(u.id) as "twoFactor" from auth."user" u left join auth.session s on s.id = $2 where u.id = $1`;

export async function readMe(db: Database, { userId, sessionId, membership }: SessionCaller, now: Date): Promise<Me> {
  const person = db.transaction({ role: "nextcrm_auth", readOnly: true }, async (sql) => {
    const [[row], memberships, preferences] = await Promise.all([
      sql.query<User & { expiresAt: string | null; twoFactor: boolean }>(userText, [userId, sessionId], {
        prepare: true,
      }),
      membershipsOf(sql, userId),
      readPreferences(sql, userId),
    ]);
    if (!row) throw notFound("user");
    return { row, memberships, preferences };
  });
  const [{ row, memberships, preferences }, settings] = await Promise.all([
    person,
    membership && readSettings(db, membership.organizationId),
  ]);
  const { expiresAt, twoFactor, ...user } = row;
  return {
    user,
    twoFactor,
    preferences,
    organizations: memberships.map(({ organization_id: id, organization_name: name, plan, role }) => ({
      id,
      name,
      plan,
      role,
    })),
    currentOrganization:
      membership && settings
        ? {
            id: membership.organizationId,
            name: membership.organizationName,
            plan: membership.plan,
            suspended: membership.suspended,
            ...settings,
          }
        : null,
    renewalDue: expiresAt !== null && Date.parse(expiresAt) - (sessionSeconds - renewalSeconds) * 1000 <= now.getTime(),
  };
}

async function readSettings(db: Database, organizationId: string): Promise<OrganizationView | undefined> {
  const text = `select default_currency as "defaultCurrency", time_zone as "timeZone", two_factor_required as "requireTwoFactor", d.due_at as "deleteScheduledAt"
    from organization o left join organization_deletion d on d.organization_id = o.id where o.id = $1`;
  const [settings] = await db.transaction({ role: "nextcrm_app", organizationId, readOnly: true }, (sql) =>
    sql.query<OrganizationView>(text, [organizationId], { prepare: true }),
  );
  return settings;
}

/** Gives a session that is used its full time again, as Better Auth does it. */
export async function renewSession(db: Database, { sessionId }: SessionCaller, now: Date): Promise<void> {
  const text = `update auth.session set "expiresAt" = $2, "updatedAt" = $3 where id = $1`;
  await db.transaction({ role: "nextcrm_auth", readOnly: false }, (sql) =>
    sql.query(text, [sessionId, new Date(now.getTime() + sessionSeconds * 1000), now]),
  );
}

/** What a person changes of themselves. */
export interface PersonChanges {
  name?: string | undefined;
  preferences?: Partial<Preferences> | undefined;
}

export async function changePerson(
  db: Database,
  caller: SessionCaller,
  origin: Origin,
  { name, preferences }: PersonChanges,
): Promise<User & { preferences: Preferences }> {
  return db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
    const user = await renamePerson(sql, caller, origin, name);
    return { ...user, preferences: await changePreferences(sql, caller, origin, preferences ?? {}) };
  });
}

/** Changes a person's name, if another one is given, in every organization that they are in. */
async function renamePerson(sql: Sql, caller: SessionCaller, origin: Origin, name: string | undefined): Promise<User> {
  const [before] = await sql.query<User>(
    `select id, name, email, "emailVerified" from auth."user" where id = $1 for update`,
    [caller.userId],
  );
  if (!before) throw notFound("user");
  if (name === undefined || name === before.name) return before;
  await sql.query(`update auth."user" set name = $2, "updatedAt" = now() where id = $1`, [caller.userId, name]);
  await recordOfPerson(sql, { ...caller, method: "session" }, origin, {
    action: "UPDATE",
    resource: "user",
    resourceId: caller.userId,
    name,
    changes: { name: { from: before.name, to: name } },
  });
  return { ...before, name };
}
