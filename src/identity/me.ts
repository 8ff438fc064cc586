import type { Origin, Plan, SessionCaller } from "../access/caller.ts";
import type { Role } from "../access/permissions.ts";
import type { Database } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import { membershipsOf, recordOfPerson } from "./person-log.ts";
import { renewalSeconds, sessionSeconds } from "./session-cookie.ts";

interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
}

interface Me {
  user: User;
  organizations: { id: string; name: string; plan: Plan; role: Role }[];
  currentOrganization: { id: string; name: string; plan: Plan; defaultCurrency: string; timeZone: string } | null;
  /** The session was used a day or longer after it began or was renewed. */
  renewalDue: boolean;
}

const userText = `
  select u.id, u.name, u.email, u."emailVerified", s."expiresAt" from auth."user" u left join auth.session s on s.id = $2 where u.id = $1`;

export async function readMe(db: Database, { userId, sessionId, membership }: SessionCaller, now: Date): Promise<Me> {
  const person = db.transaction({ role: "nextcrm_auth", readOnly: true }, async (sql) => {
    const [[row], memberships] = await Promise.all([
      sql.query<User & { expiresAt: string | null }>(userText, [userId, sessionId], { prepare: true }),
      membershipsOf(sql, userId),
    ]);
    if (!row) throw notFound("user");
    return { row, memberships };
  });
  const [{ row, memberships }, settings] = await Promise.all([
    person,
    membership && readSettings(db, membership.organizationId),
  ]);
  const { expiresAt, ...user } = row;
  return {
    user,
    organizations: memberships.map(({ organization_id: id, organization_name: name, plan, role }) => ({
      id,
      name,
      plan,
      role,
    })),
    currentOrganization:
      membership && settings
        ? { id: membership.organizationId, name: membership.organizationName, plan: membership.plan, ...settings }
        : null,
    renewalDue: expiresAt !== null && Date.parse(expiresAt) - (sessionSeconds - renewalSeconds) * 1000 <= now.getTime(),
  };
}

async function readSettings(
  db: Database,
  organizationId: string,
): Promise<{ defaultCurrency: string; timeZone: string } | undefined> {
  const text = `select default_currency as "defaultCurrency", time_zone as "timeZone" from organization where id = $1`;
  const [settings] = await db.transaction({ role: "nextcrm_app", organizationId, readOnly: true }, (sql) =>
    sql.query<{ defaultCurrency: string; timeZone: string }>(text, [organizationId], { prepare: true }),
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

/** Changes a person's name, in every organization that they are in. */
export async function renamePerson(db: Database, caller: SessionCaller, origin: Origin, name: string): Promise<User> {
  return db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
    const [before] = await sql.query<{ name: string }>(`select name from auth."user" where id = $1 for update`, [
      caller.userId,
    ]);
    const [user] = await sql.query<User>(
      `update auth."user" set name = $2, "updatedAt" = now() where id = $1 returning id, name, email, "emailVerified"`,
      [caller.userId, name],
    );
    if (!before || !user) throw notFound("user");
    const changes = { name: { from: before.name, to: name } };
    if (before.name !== name)
      await recordOfPerson(sql, { ...caller, method: "session" }, origin, {
        action: "UPDATE",
        resource: "user",
        resourceId: caller.userId,
        name,
        changes,
      });
    return user;
  });
}
