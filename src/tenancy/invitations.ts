import { createHash, randomBytes } from "node:crypto";
import { roleHas } from "../access/permissions.ts";
import type { Role } from "../access/permissions.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { notFound, Problem } from "../problems.ts";
import { addMember, lockMembership, presentRole } from "./members.ts";

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  invitedBy: { id: string; name: string } | null;
  /** RFC 3339. */
  createdAt: string;
  expiresAt: string;
}

/** What an invitation's token shows to whoever holds it. */
export interface Offer {
  id: string;
  email: string;
  role: Role;
  organization_id: string;
  organization_name: string;
  account_exists: boolean;
}

const lifeMilliseconds = 7 * 86_400_000;
const open = "organization_id = $1 and accepted_at is null and revoked_at is null";

/** Invitations that wait to be accepted, newest first; those that are too old among them. */
export async function listInvitations(work: Work): Promise<Invitation[]> {
  const text = `select i.id, i.email, i.role, i.created_at, i.expires_at, m.user_id, m.name
    from (select * from invitation where ${open}) i left join member m on m.organization_id = i.organization_id and m.user_id = i.invited_by
    order by i.created_at desc, i.id desc`;
  type Row = {
    id: string;
    email: string;
    role: Role;
    created_at: string;
    expires_at: string;
    user_id: string | null;
    name: string;
  };
  return (await work.sql.query<Row>(text, [work.organizationId])).map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.user_id === null ? null : { id: row.user_id, name: row.name },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

/** Invites an address; an earlier invitation to it ends. Answers the token too, which is stored nowhere. */
export async function invite(
  work: Work,
  email: string,
  role: Role,
): Promise<{ invitation: Invitation; token: string }> {
  await lockMembership(work);
  const own = await presentRole(work);
  if (role === "owner" && !roleHas(own, "owners.manage"))
    throw new Problem("forbidden", "Only an owner may invite owners.", { permission: "owners.manage" });
  if (!roleHas(own, "invitations.manage"))
    throw new Problem("forbidden", "You may no longer invite people.", { permission: "invitations.manage" });
  await refuseMember(work, email);
  await revokeEarlier(work, email);
  return openInvitation(work, email, role);
}

/** An invitation of an address that has none that is open. Whether the actor may invite is for the caller to know. */
export async function openInvitation(
  work: Work,
  email: string,
  role: Role,
): Promise<{ invitation: Invitation; token: string }> {
  const token = randomBytes(32).toString("base64url");
  const [id, expiresAt] = [newId(), new Date(Date.parse(work.now) + lifeMilliseconds).toISOString()];
  const { userId, name } = work.actor;
  const text =
    "insert into invitation (organization_id, id, email, role, token_sha256, invited_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
  await work.sql.query(text, [work.organizationId, id, email, role, digest(token), userId, work.now, expiresAt]);
  const changes = { email: { from: null, to: email }, role: { from: null, to: role } };
  work.record({ action: "INVITE", resource: "invitation", resourceId: id, name: email, changes });
  return {
    invitation: {
      id,
      email,
      role,
      invitedBy: userId === null ? null : { id: userId, name },
      createdAt: work.now,
      expiresAt,
    },
    token,
  };
}

interface Revoked {
  id: string;
  email: string;
  role: Role;
}

const returning = "returning id, email, role";

export async function revokeInvitation(work: Work, id: string): Promise<void> {
  const text = `update invitation set revoked_at = $3 where ${open} and id = $2 ${returning}`;
  const [row] = await work.sql.query<Revoked>(text, [work.organizationId, id, work.now]);
  if (!row) throw notFound("invitation");
  recordRevoked(work, row);
}

/** Of the invitations to one address, the last one counts. */
async function revokeEarlier(work: Work, email: string): Promise<void> {
  const text = `update invitation set revoked_at = $3 where ${open} and email = $2 ${returning}`;
  for (const row of await work.sql.query<Revoked>(text, [work.organizationId, email, work.now]))
    recordRevoked(work, row);
}

function recordRevoked(work: Work, { id, email, role }: Revoked): void {
  const changes = { role: { from: role, to: null } };
  work.record({ action: "REMOVE", resource: "invitation", resourceId: id, name: email, changes });
}

/** Looks an invitation up by its token, whatever its organization; undefined where it opens nothing (any more). */
export async function findOffer(sql: Sql, token: string): Promise<Offer | undefined> {
  const [offer] = await sql.query<Offer>("select * from auth.invitation_offered($1)", [digest(token)]);
  return offer;
}

/** Makes the work's actor a member. Of several who try at once, one succeeds. */
export async function acceptInvitation(
  work: Work,
  { id }: Offer,
  person: { userId: string; name: string; email: string },
): Promise<void> {
  const text = `select role, email from invitation where ${open} and id = $2 and expires_at > $3 for update`;
  const [row] = await work.sql.query<{ role: Role; email: string }>(text, [work.organizationId, id, work.now]);
  if (!row) throw notFound("invitation");
  if (row.email !== person.email) throw new Problem("forbidden", "The invitation is for another email address.");
  await addMember(work, person, row.role, [{ type: "invitation", id }]);
  await work.sql.query(
    "update invitation set accepted_at = $3, accepted_by = $4 where organization_id = $1 and id = $2",
    [work.organizationId, id, work.now, person.userId],
  );
}

async function refuseMember(work: Work, email: string): Promise<void> {
  const [member] = await work.sql.query(
    "select 1 from member where organization_id = $1 and lower(email) = $2 and removed_at is null",
    [work.organizationId, email],
  );
  if (member)
    throw new Problem("already-exists", "This person is a member already.", {
      errors: [{ field: "email", reason: "is a member's" }],
    });
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
