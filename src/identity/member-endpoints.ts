import { z } from "zod";
import { roles } from "../access/permissions.ts";
import { endpoint, NoContent, NoInput } from "../api/endpoint.ts";
import { eraseMember } from "../tenancy/erase-member.ts";
import { changeRole, listFormerMembers, listMembers, removeMember } from "../tenancy/members.ts";

const Member = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
});
const ListedMember = Member.extend({
  lastActiveAt: z.iso
    .datetime()
    .nullable()
    .describe("The last act or look in this organization; null for none, and for callers who manage no members"),
  hasTwoFactor: z
    .boolean()
    .nullable()
    .describe("Whether they sign in with a second factor; null for callers who manage no members"),
});
const FormerMember = Member.omit({ role: true, createdAt: true }).extend({ removedAt: z.iso.datetime() });
const params = z.object({ id: z.string() });
const shared = { resource: "member", limit: "standard" } as const;

export const memberEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/members",
    summary: "Who is in the organization",
    may: "members.read",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(ListedMember) }) },
    handle: async (_, work) => ({ data: await listMembers(work) }),
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/former-members",
    summary: "Who has left the organization and is not forgotten, the latest first",
    may: "members.manage",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(FormerMember) }) },
    handle: async (_, work) => ({ data: await listFormerMembers(work) }),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/organization/members/{id}",
    summary: "Change a member's role",
    may: "members.manage",
    audit: ["ROLE_CHANGE member", "REMOVE invitation"],
    input: { params, body: z.strictObject({ role: z.enum(roles) }) },
    output: { status: 200, body: Member },
    handle: async ({ params: { id }, body }, work, { people }) => {
      const member = await changeRole(work, id, body.role);
      people.forget(`user:${id}`);
      return member;
    },
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/members/{id}",
    summary: "Remove a member; what they made stays",
    may: "members.manage",
    audit: ["REMOVE member", "REMOVE invitation"],
    input: { params },
    output: NoContent,
    handle: async ({ params: { id } }, work, { people }) => {
      await removeMember(work, id);
      people.forget(`user:${id}`);
    },
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/members/{id}/erase",
    summary: "Forget somebody who has left: their name and address, and every value of theirs in the audit log",
    may: "members.manage",
    audit: "ERASE",
    input: { params },
    output: { status: 200, body: z.object({ erasedValues: z.int().describe("Values that went from the audit log") }) },
    handle: async ({ params: { id } }, work, { jobs }) => ({ erasedValues: await eraseMember(work, id, jobs) }),
  }),
];
