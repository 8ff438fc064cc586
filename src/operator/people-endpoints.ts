import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { roles } from "../access/permissions.ts";
import { NoContent, openEndpoint } from "../api/endpoint.ts";
import { storableText } from "../records/kinds/text.ts";
import { amongPeople } from "../tenancy/across-organizations.ts";
import { endSessionsOf, resetSecondFactor, setOperator } from "./act-on-person.ts";
import { GivenReason } from "./organization-endpoints.ts";
import { actOnPerson, findPeople } from "./people.ts";

const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  operator: z.boolean(),
  twoFactor: z.boolean(),
  sessions: z.int(),
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  organizations: z.array(z.object({ id: z.string(), name: z.string(), role: z.enum(roles) })),
});
const params = z.object({ id: z.uuid() });
const because = { params, body: z.strictObject({ reason: GivenReason }) };
const shared = { limit: "standard", may: "operator-in-person" } as const;

export const peopleEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/users",
    summary: "People by name, address or id, the youngest account first, fifty at a time",
    resource: "user",
    may: "operator",
    audit: "VIEW",
    input: {
      query: z.object({
        search: storableText(200).optional(),
        operators: z.enum(["true"]).optional().describe("Only those who operate"),
        after: z.uuid().optional().describe("`next` of the page before"),
      }),
    },
    output: { status: 200, body: z.object({ users: z.array(Person), next: z.string().nullable() }) },
    handle: async ({ query: { operators, ...query } }, { caller, origin }, { db }) =>
      amongPeople(db, operatorOf(caller), origin, "Look for people", async ({ sql, record }) => {
        record({
          action: "VIEW",
          resource: "user",
          ...(query.search && { said: { details: { search: query.search } } }),
        });
        return findPeople(sql, { ...query, operators: operators === "true" });
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/users/{id}/end-sessions",
    summary: "Sign a person out everywhere",
    resource: "session",
    audit: "LOGOUT",
    input: because,
    output: { status: 200, body: z.object({ ended: z.int() }) },
    handle: async ({ params: { id }, body }, context, services) => ({
      ended: await actOnPerson(services, context, id, body.reason, endSessionsOf),
    }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/users/{id}/reset-two-factor",
    summary: "Take the second factor of somebody away who has lost it",
    resource: "two_factor",
    audit: "DELETE",
    input: because,
    output: NoContent,
    handle: async ({ params: { id }, body }, context, services) =>
      actOnPerson(services, context, id, body.reason, (somebody) => resetSecondFactor(services, somebody)),
  }),
  openEndpoint({
    ...shared,
    route: "PUT /api/admin/users/{id}/operator",
    summary: "Make a person an operator, or no more; never the last",
    resource: "user",
    audit: "ROLE_CHANGE",
    input: { params, body: z.strictObject({ operator: z.boolean(), reason: GivenReason }) },
    output: NoContent,
    handle: async ({ params: { id }, body }, context, services) =>
      actOnPerson(services, context, id, body.reason, (somebody) => setOperator(somebody, body.operator)),
  }),
];
