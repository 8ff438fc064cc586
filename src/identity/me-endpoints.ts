import { z } from "zod";
import { isAllowed } from "../access/caller.ts";
import { planNames } from "../access/plans.ts";
import { permissions, permissionsBeforeDeletion, permissionsOf, roles } from "../access/permissions.ts";
import { NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { personOf } from "./caller-kinds.ts";
import { GivenName } from "./credentials.ts";
import { changePerson, readMe, renewSession } from "./me.ts";
import { PreferenceChanges, PreferencesAnswer } from "./preferences.ts";

const Role = z.enum(roles);
const User = z.object({ id: z.string(), name: z.string(), email: z.string(), emailVerified: z.boolean() });
const Membership = z.object({
  id: z.string(),
  name: z.string(),
  plan: z.enum(planNames),
  role: Role,
});
const CurrentOrganization = z.object({
  id: z.string(),
  name: z.string(),
  plan: Membership.shape.plan,
  defaultCurrency: z.string(),
  timeZone: z.string(),
  requireTwoFactor: z.boolean(),
  deleteScheduledAt: z.iso.datetime().nullable().describe("When it will be deleted; until then it can only be read"),
});
const Me = z.object({
  user: User,
  preferences: PreferencesAnswer,
  operator: z.boolean(),
  twoFactor: z.boolean(),
  mustEnrol: z
    .boolean()
    .describe(
      "The current organization demands two-factor authentication, and the caller has none: they can do nothing in it",
    ),
  organizations: z.array(Membership),
  currentOrganization: CurrentOrganization.nullable(),
  role: Role.nullable(),
  permissions: z.array(z.enum(permissions)),
  address: z.object({
    ip: z.string().nullable().describe("From where this request came"),
    allowed: z.boolean().describe("Whether the current organization lets this address in"),
  }),
});

const shared = { resource: "user", may: "user", limit: "standard" } as const;

export const meEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/me",
    summary: "Who the caller is, where they belong, and what they may do",
    audit: unaudited("shows callers themselves"),
    input: NoInput,
    output: { status: 200, body: Me },
    handle: async ({ headers }, context, { db, people, clock }) => {
      const caller = personOf(context);
      const { renewalDue, ...me } = await readMe(db, caller, clock.now());
      const role = caller.membership?.role ?? null;
      const cookie = renewalDue ? people.renewedCookie(headers) : null;
      if (cookie) await renewSession(db, caller, clock.now());
      const { ip } = context.origin;
      const permissionsNow = caller.membership?.deletionDueAt ? permissionsBeforeDeletion : permissionsOf;
      const mustEnrol = !me.twoFactor && me.currentOrganization?.requireTwoFactor === true;
      const body = {
        ...me,
        operator: caller.operator,
        mustEnrol,
        role,
        permissions: role === null || mustEnrol ? [] : permissionsNow(role),
        address: { ip, allowed: isAllowed(caller, ip) },
      };
      return Reply.json(body, { headers: cookie ? { "Set-Cookie": cookie } : {} });
    },
  }),
  openEndpoint({
    ...shared,
    route: "PATCH /api/me",
    summary: "Change the caller's name or preferences",
    audit: "UPDATE",
    input: { body: z.strictObject({ name: GivenName, preferences: PreferenceChanges }).partial() },
    output: { status: 200, body: User.extend({ preferences: PreferencesAnswer }) },
    handle: async ({ body }, context, { db, people }) => {
      const caller = personOf(context);
      const person = await changePerson(db, caller, context.origin, body);
      if (body.name !== undefined) people.forget(`user:${caller.userId}`);
      return person;
    },
  }),
];
