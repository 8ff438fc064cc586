import { z } from "zod";
import type { Actor } from "../access/caller.ts";
import { roles } from "../access/permissions.ts";
import { endpoint, NoContent, NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import type { Database } from "../ports/database.ts";
import { notFound, Problem } from "../problems.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { acceptInvitation, findOffer, invite, listInvitations, revokeInvitation } from "../tenancy/invitations.ts";
import type { Offer } from "../tenancy/invitations.ts";
import { readOrganization } from "../tenancy/organizations.ts";
import { personOf } from "./caller-kinds.ts";
import { Email } from "./credentials.ts";
import { invitationLink, invitationMail } from "./mails.ts";

const Role = z.enum(roles);
const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: Role,
  invitedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const NewInvitation = Invitation.extend({
  url: z.string().optional().describe("Where no mail is sent: the link, to be passed on by hand"),
});
const token = z.object({ token: z.string().max(200) });
const shared = { resource: "invitation", limit: "standard" } as const;

export const invitationEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/invitations",
    summary: "Invitations that wait to be accepted",
    may: "invitations.manage",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(Invitation) }) },
    handle: async (_, work) => ({ data: await listInvitations(work) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/invitations",
    summary: "Invite somebody by email",
    may: "invitations.manage",
    limit: "invitations",
    mails: ({ email }) => email,
    audit: ["INVITE invitation", "REMOVE invitation"],
    input: { body: z.strictObject({ email: Email, role: Role }) },
    output: { status: 201, body: NewInvitation },
    handle: async ({ body }, work, { jobs, people, settings: { publicUrl } }) => {
      const { invitation, token: secret } = await invite(work, body.email, body.role);
      const { name: organizationName } = await readOrganization(work);
      const mail = invitationMail(publicUrl, body.email, secret, {
        organizationName,
        invitedBy: work.actor.name,
        role: body.role,
      });
      await jobs.enqueue(work.sql, "send-mail", mail);
      // With mail, only whoever reads the address's mail may have the link: it proves the address.
      return people.sendsMail
        ? invitation
        : Reply.once({ ...invitation, url: invitationLink(publicUrl, secret) }, ["url"]);
    },
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/invitations/{id}",
    summary: "Withdraw an invitation",
    may: "invitations.manage",
    audit: "REMOVE",
    input: { params: z.object({ id: z.string() }) },
    output: NoContent,
    handle: async ({ params }, work) => revokeInvitation(work, params.id),
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/invitations/{token}",
    limit: "invitation-link",
    summary: "What an invitation offers, for whoever holds its token",
    may: "anyone",
    audit: unaudited("nobody is signed in; accepting is the event"),
    input: { params: token },
    output: {
      status: 200,
      body: z.object({ email: z.string(), organizationName: z.string(), role: Role, accountExists: z.boolean() }),
    },
    handle: async ({ params }, _, { db }) => {
      const {
        email,
        organization_name: organizationName,
        role,
        account_exists: accountExists,
      } = await readOffer(db, params.token);
      return { email, organizationName, role, accountExists };
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/invitations/{token}/accept",
    limit: "invitation-link",
    summary: "Become a member; the organization becomes the session's current one",
    may: "user",
    audit: ["CREATE member"],
    input: { params: token },
    output: { status: 200, body: z.object({ organizationId: z.string(), organizationName: z.string(), role: Role }) },
    handle: async ({ params }, context, { db, people }) => {
      const { userId, name, email, sessionId } = personOf(context);
      const offer = await readOffer(db, params.token);
      if (offer.email !== email) throw new Problem("forbidden", "The invitation is for another email address.");
      const { organization_id: organizationId, organization_name: organizationName, role } = offer;
      const actor: Actor = { type: "user", userId, organizationId, role, name, email, sessionId, method: "session" };
      await inOrganization(db, actor, context.origin, "audited", async (work) => {
        await acceptInvitation(work, offer, { userId, name, email });
        await work.sql.query("select auth.choose_organization($1, $2)", [sessionId, organizationId]);
      });
      people.forget(`user:${userId}`);
      return { organizationId, organizationName, role };
    },
  }),
];

async function readOffer(db: Database, secret: string): Promise<Offer> {
  const offer = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) => findOffer(sql, secret));
  if (!offer) throw notFound("invitation");
  return offer;
}
