import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { planNames } from "../access/plans.ts";
import { NoContent, openEndpoint } from "../api/endpoint.ts";
import { storableText } from "../records/kinds/text.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { actOnOrganization } from "./act-on-organization.ts";
import { findOrganizations } from "./organizations.ts";
import { resume, scheduleDeletionOf, suspend } from "./suspend.ts";

const Status = z.enum(["active", "suspended", "deleting"]);
const When = z.iso.datetime();
const Summary = z.object({
  id: z.string(),
  name: z.string(),
  plan: z.enum(planNames),
  status: Status,
  suspended: z.object({ reason: z.string(), since: When.nullable() }).nullable(),
  deletionDueAt: When.nullable(),
  operatorVisits: z.boolean().describe("Whether it lets operators in to help"),
  owners: z.array(z.object({ name: z.string(), email: z.string() })),
  members: z.int(),
  records: z.int(),
  storageBytes: z.int(),
  createdAt: When,
});
/** Why an operator does something to an organization. */
export const GivenReason = storableText(500)
  .min(3, "has fewer than three characters")
  .describe("Told to the organization");
const params = z.object({ id: z.uuid() });
const shared = { resource: "organization", limit: "standard" } as const;

export const operatorOrganizationEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/organizations",
    summary: "Organizations by name, id or an owner's address, the youngest first, fifty at a time",
    may: "operator",
    audit: "VIEW",
    input: {
      query: z.object({
        search: storableText(200).optional(),
        status: Status.optional(),
        plan: z.enum(planNames).optional(),
        after: z.uuid().optional().describe("`next` of the page before"),
      }),
    },
    output: {
      status: 200,
      body: z.object({ organizations: z.array(Summary), next: z.string().nullable() }),
    },
    handle: async ({ query }, { caller, origin }, { db }) =>
      acrossOrganizations(db, operatorOf(caller), origin, "Look for organizations", async ({ sql, record }) => {
        record({
          action: "VIEW",
          resource: "organization",
          ...(query.search && { said: { details: { search: query.search } } }),
        });
        return findOrganizations(sql, query);
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/organizations/{id}/suspend",
    summary: "Suspend an organization: nobody works in it, its data stays, its people are told why",
    may: "operator-in-person",
    audit: "SETTINGS_CHANGE",
    input: { params, body: z.strictObject({ reason: GivenReason }) },
    output: NoContent,
    handle: async ({ params: { id }, body }, context, services) =>
      actOnOrganization(services, context, id, body.reason, (target) =>
        suspend(services, target, body.reason, services.clock.now()),
      ),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/organizations/{id}/resume",
    summary: "Let work go on in an organization that was suspended",
    may: "operator-in-person",
    audit: "SETTINGS_CHANGE",
    input: { params, body: z.strictObject({ reason: GivenReason }) },
    output: NoContent,
    handle: async ({ params: { id }, body }, context, services) =>
      actOnOrganization(services, context, id, body.reason, (target) => resume(services, target)),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/organizations/{id}/delete",
    summary: "Schedule an organization's deletion for 30 days from now; an owner can cancel it",
    may: "operator-in-person",
    audit: "DELETE",
    input: {
      params,
      body: z.strictObject({
        reason: GivenReason,
        confirmationText: z.string().max(1_000).describe("The organization's exact name"),
      }),
    },
    output: { status: 200, body: z.object({ deleteScheduledAt: When }) },
    handle: async ({ params: { id }, body }, context, services) => ({
      deleteScheduledAt: await actOnOrganization(services, context, id, body.reason, (target) =>
        scheduleDeletionOf(services, target, body, services.clock.now()),
      ),
    }),
  }),
];
