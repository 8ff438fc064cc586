import { actorMay, commonRole, roleHas } from "../access/permissions.ts";
import type { Role } from "../access/permissions.ts";
import type { Work } from "../audit/work.ts";
import { notFound, Problem } from "../problems.ts";

export interface Member {
  /** The person's id: somebody is in an organization once. */
  id: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  /** RFC 3339. */
  createdAt: string;
}

/** A member in a list. */
export interface ListedMember extends Member {
  /** Their last act or look here, as the log has it; null for none, or where the caller may not know. */
  lastActiveAt: string | null;
  /** Whether they sign in with a second factor; null where the caller may not know. */
  hasTwoFactor: boolean | null;
}

const columns = `user_id as id, user_id as "userId", name, email, role, joined_at as "createdAt"`;
/** The address that an erased person's row has, in SQL: nobody's, and each another. */
export const erasedEmail = "'erased-' || user_id || '@invalid'";
const present = "organization_id = $1 and removed_at is null";

/** Everybody who is in the organization, by name. */
export async function listMembers(work: Work): Promise<ListedMember[]> {
  // Ids of events grow with time, so that this reads one row of an index for each member.
  const text = `select ${columns}, case when $2 then (
      select e.occurred_at from audit_event e
      where e.organization_id = member.organization_id and e.actor_id = member.user_id and e.outcome = 'success'
      order by e.id desc limit 1) end as "lastActiveAt",
      case when $2 then auth.has_two_factor(user_id) end as "hasTwoFactor"
    from member where ${present} order by lower(name), user_id`;
  const mayKnow = actorMay(work.actor, "members.manage");
  return work.sql.query<ListedMember>(text, [work.organizationId, mayKnow], { prepare: true });
}

/** Somebody who has left and is not forgotten. */
export interface FormerMember extends Pick<Member, "id" | "userId" | "name" | "email"> {
  /** RFC 3339. */
  removedAt: string;
}

/** Those who have left and whose name and address are still here, the latest first. */
export function listFormerMembers(work: Work): Promise<FormerMember[]> {
  const text = `select user_id as id, user_id as "userId", name, email, removed_at as "removedAt" from member
    where organization_id = $1 and removed_at is not null and email <> ${erasedEmail} order by removed_at desc, user_id`;
  return work.sql.query<FormerMember>(text, [work.organizationId]);
}

/** Changes a member's role; who may grant or take which is checked as things stand under the lock. */
export async function changeRole(work: Work, userId: string, role: Role): Promise<Member> {
  const member = await lockMember(work, userId);
  if (member.role === role) return member;
  await refuseForOwners(work, [member.role, role]);
  if (member.role === "owner") await refuseLastOwner(work);
  await work.sql.db
    .updateTable("member")
    .set({ role })
    .where("organization_id", "=", work.organizationId)
    .where("user_id", "=", userId)
    .execute();
  const changes = { role: { from: member.role, to: role } };
  work.record({
    action: "ROLE_CHANGE",
    resource: "member",
    resourceId: userId,
    name: member.name,
    changes,
    targets: [{ type: "user", id: userId }],
  });
  await withdrawInvitations(work, userId, role);
  return { ...member, role };
}

/** Takes a member out. The row stays, so that what they made keeps its author. */
export async function removeMember(work: Work, userId: string): Promise<void> {
  const member = await lockMember(work, userId);
  await refuseForOwners(work, [member.role]);
  if (member.role === "owner") await refuseLastOwner(work);
  await work.sql.db
    .updateTable("member")
    .set({ removed_at: work.now })
    .where("organization_id", "=", work.organizationId)
    .where("user_id", "=", userId)
    .execute();
  const changes = { role: { from: member.role, to: null } };
  work.record({
    action: "REMOVE",
    resource: "member",
    resourceId: userId,
    name: member.name,
    changes,
    targets: [{ type: "user", id: userId }],
  });
  await withdrawInvitations(work, userId, null);
}

/** Open invitations that their sender could not send any more end: nobody comes back, or leaves a friend, by one. */
async function withdrawInvitations(work: Work, sender: string, role: Role | null): Promise<void> {
  if (role !== null && roleHas(role, "owners.manage")) return;
  const few = role !== null && roleHas(role, "invitations.manage") ? " and role = 'owner'" : "";
  const text = `update invitation set revoked_at = $3
    where organization_id = $1 and invited_by = $2 and accepted_at is null and revoked_at is null${few} returning id, email, role`;
  const ended = await work.sql.query<{ id: string; email: string; role: Role }>(text, [
    work.organizationId,
    sender,
    work.now,
  ]);
  for (const { id, email, role: offered } of ended) {
    const changes = { role: { from: offered, to: null } };
    work.record({ action: "REMOVE", resource: "invitation", resourceId: id, name: email, changes });
  }
}

/** Takes a person in, perhaps again, perhaps by an invitation. Throws a Problem for somebody who is in already. */
export async function addMember(
  work: Work,
  person: { userId: string; name: string; email: string },
  role: Role,
  by: { type: "invitation"; id: string }[] = [],
): Promise<void> {
  const text = `insert into member (organization_id, user_id, role, name, email, joined_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (organization_id, user_id) do update set role = excluded.role, name = excluded.name, email = excluded.email,
      joined_at = excluded.joined_at, removed_at = null where member.removed_at is not null returning 1`;
  const added = await work.sql.query(text, [
    work.organizationId,
    person.userId,
    role,
    person.name,
    person.email,
    work.now,
  ]);
  if (added.length === 0) throw new Problem("already-exists", "You are a member of this organization already.");
  const changes = { role: { from: null, to: role } };
  work.record({
    action: "CREATE",
    resource: "member",
    resourceId: person.userId,
    name: person.name,
    changes,
    targets: [{ type: "user", id: person.userId }, ...by],
  });
}

/** What the actor may do now, not when their request was let in: somebody else may have been faster. */
export async function presentRole(work: Work): Promise<Role> {
  const text = `select role from member where ${present} and user_id = $2`;
  const [row] = await work.sql.query<{ role: Role }>(text, [work.organizationId, work.actor.userId]);
  if (!row) throw new Problem("forbidden", "You are no longer a member of this organization.");
  const role = work.actor.type === "key" ? commonRole(row.role, work.actor.role) : row.role;
  if (!role)
    throw new Problem("forbidden", "The key's role and that of who made it no longer have anything in common.");
  return role;
}

/** One change of who is in at a time: the organization's row is the lock. */
export async function lockMembership(work: Work): Promise<void> {
  await work.sql.query("select 1 from organization where id = $1 for no key update", [work.organizationId]);
}

/** The member as they are under the lock, so that the last owner can be counted. */
async function lockMember(work: Work, userId: string): Promise<Member> {
  await lockMembership(work);
  if (!roleHas(await presentRole(work), "members.manage"))
    throw new Problem("forbidden", "You may no longer manage members.", { permission: "members.manage" });
  const [row] = await work.sql.query<Member>(`select ${columns} from member where ${present} and user_id = $2`, [
    work.organizationId,
    userId,
  ]);
  if (!row) throw notFound("member");
  return row;
}

async function refuseForOwners(work: Work, concerned: Role[]): Promise<void> {
  if (!concerned.includes("owner") || roleHas(await presentRole(work), "owners.manage")) return;
  throw new Problem("forbidden", "Only an owner may make, change or remove owners.", { permission: "owners.manage" });
}

async function refuseLastOwner(work: Work): Promise<void> {
  const [row] = await work.sql.query<{ owners: number }>(
    `select count(*) as owners from member where ${present} and role = 'owner'`,
    [work.organizationId],
  );
  if (row!.owners <= 1)
    throw new Problem("conflict", "An organization has at least one owner. Make somebody else an owner first.");
}
