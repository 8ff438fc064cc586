import { z } from "zod";
import { planNames } from "../access/plans.ts";
import { roles } from "../access/permissions.ts";
import { endpoint, NoContent, NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { expectedVersion } from "../api/if-match.ts";
import { Reply } from "../api/reply.ts";
import { notFound, Problem } from "../problems.ts";
import { Letterhead, readOrganization, updateOrganization } from "../tenancy/organizations.ts";
import type { Organization } from "../tenancy/organizations.ts";
import { personOf } from "./caller-kinds.ts";
import { GivenName } from "./credentials.ts";
import { foundOrganization } from "./new-organization.ts";
import { membershipsOf } from "./person-log.ts";
import { TimeZone } from "./preferences.ts";

const Plan = z.enum(planNames);
export const OrganizationName = GivenName;
const currencies = new Set(Intl.supportedValuesOf("currency"));
const Currency = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine((code) => currencies.has(code), "is not an ISO 4217 currency");

const OrganizationAnswer = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  defaultCurrency: z.string(),
  timeZone: z.string(),
  letterhead: z.string().nullable().describe("What invoices say of who writes them"),
  requireTwoFactor: z.boolean(),
  operatorVisits: z.boolean().describe("Whether operators of the installation may come in to help"),
  version: z.int(),
  createdAt: z.iso.datetime(),
});
const Listed = z.object({ id: z.string(), name: z.string(), plan: Plan, role: z.enum(roles), current: z.boolean() });

const shared = { resource: "organization", limit: "standard" } as const;

export const organizationEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/organizations",
    summary: "The organizations that the caller is a member of",
    may: "user",
    audit: unaudited("shows callers their own memberships"),
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(Listed) }) },
    handle: async (_, context, { db }) => {
      const { userId, membership } = personOf(context);
      const found = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) => membershipsOf(sql, userId));
      return {
        data: found.map(({ organization_id: id, organization_name: name, plan, role }) => ({
          id,
          name,
          plan,
          role,
          current: id === membership?.organizationId,
        })),
      };
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organizations",
    summary: "Create an organization, which becomes the session's current one",
    limit: "organizations",
    may: "user",
    audit: ["CREATE organization", "CREATE member", "CREATE pipeline"],
    input: { body: z.strictObject({ name: OrganizationName }) },
    output: { status: 201, body: OrganizationAnswer },
    handle: async ({ body }, context, { db, people, settings }) => {
      const caller = personOf(context);
      const created = await foundOrganization(
        db,
        caller,
        context.origin,
        { name: body.name, plan: settings.defaultPlan },
        async (work) => {
          await work.sql.query("select auth.choose_organization($1, $2)", [caller.sessionId, work.organizationId]);
          return readOrganization(work);
        },
      );
      people.forget(`session:${caller.sessionId}`);
      return tagged(created, 201);
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organizations/{id}/switch",
    summary: "Make another organization the session's current one",
    may: "user",
    audit: unaudited(
      "sets which of the caller's organizations a session shows; what is done there has events of its own",
    ),
    input: { params: z.object({ id: z.string() }) },
    output: NoContent,
    handle: async ({ params }, context, { db, people }) => {
      const { sessionId } = personOf(context);
      const [row] = await db
        .transaction({ role: "nextcrm_auth", readOnly: false }, (sql) =>
          sql.query<{ chosen: boolean }>("select auth.choose_organization($1, $2) as chosen", [sessionId, params.id]),
        )
        .catch(explainEnded);
      if (!row?.chosen) throw notFound("organization");
      people.forget(`session:${sessionId}`);
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization",
    summary: "The current organization",
    may: "organization.read",
    audit: unaudited("names and settings that every page shows"),
    input: NoInput,
    output: { status: 200, body: OrganizationAnswer },
    handle: async (_, work) => tagged(await readOrganization(work)),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/organization",
    summary: "Change the organization's settings",
    may: "organization.update",
    audit: "SETTINGS_CHANGE",
    input: {
      body: z
        .strictObject({
          name: OrganizationName,
          defaultCurrency: Currency,
          timeZone: TimeZone,
          letterhead: Letterhead.nullable()
            .transform((text) => text || null)
            .describe("Name, address, tax number: what invoices that are issued from now on say of who writes them"),
          requireTwoFactor: z
            .boolean()
            .describe("Whether only people with two-factor authentication may do anything here; API keys go on"),
          operatorVisits: z.boolean().describe("Whether operators of the installation may come in to help"),
        })
        .partial(),
    },
    output: { status: 200, body: OrganizationAnswer },
    handle: async ({ body, headers }, work, { people }) => {
      const changed = await updateOrganization(work, body, expectedVersion(headers));
      people.forget(`organization:${work.organizationId}`);
      return tagged(changed);
    },
  }),
];

function tagged(organization: Organization, status = 200): Reply {
  return Reply.json(organization, { status, headers: { ETag: `"${organization.version}"` } });
}

/** The session was revoked between who it is and what they want. */
function explainEnded(error: unknown): never {
  if ((error as { code?: string }).code !== "23503") throw error;
  throw new Problem("invalid-credentials", "The session has ended. Sign in again.");
}
