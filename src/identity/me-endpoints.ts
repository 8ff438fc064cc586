import { z } from "zod";
import { isAllowed } from "../access/caller.ts";
import type { SessionCaller } from "../access/caller.ts";
import { planNames } from "../access/plans.ts";
import {
  permissions,
  permissionsBeforeDeletion,
  permissionsOf,
  permissionsWhileSuspended,
  roles,
  visitorMay,
} from "../access/permissions.ts";
import type { Permission } from "../access/permissions.ts";
import { visitingProblem } from "../api/deleted-soon.ts";
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
  suspended: z
    .object({ reason: z.string(), since: z.iso.datetime().nullable() })
    .nullable()
    .describe("Why nothing can be done in it; null where that is not so"),
});
const Visit = z.object({ reason: z.string(), until: z.iso.datetime() });
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
  visit: Visit.nullable().describe("The caller is an operator who is in the current organization to help"),
  role: Role.nullable(),
  permissions: z.array(z.enum(permissions)),
  address: z.object({
    ip: z.string().nullable().describe("From where this request came"),
    allowed: z.boolean().describe("Whether the current organization lets this address in"),
  }),
});

const shared = { resource: "user", may: "user", limit: "standard" } as const;

/** What the caller may do in the current organization, as it stands. */
function permissionsIn({ membership, visit }: SessionCaller): Permission[] {
  if (!membership) return [];
  if (membership.suspended) return permissionsWhileSuspended(membership.role);
  const now = membership.deletionDueAt ? permissionsBeforeDeletion : permissionsOf;
  return now(membership.role).filter((permission) => !visit || visitorMay(permission));
}

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
      const mustEnrol = !me.twoFactor && me.currentOrganization?.requireTwoFactor === true;
      const body = {
        ...me,
        operator: caller.operator,
        mustEnrol,
        visit: caller.visit ? { reason: caller.visit.reason, until: caller.visit.until } : null,
        role,
        permissions: mustEnrol ? [] : permissionsIn(caller),
        address: { ip, allowed: isAllowed(caller, ip) },
      };
      return Reply.json(body, { headers: cookie ? { "Set-Cookie": cookie } : {} });
    },
  }),
  openEndpoint({
    ...shared,
    route: "PATCH /api/me",
    whileVisiting: true,
    summary: "Change the caller's name or preferences",
    audit: "UPDATE",
    input: { body: z.strictObject({ name: GivenName, preferences: PreferenceChanges }).partial() },
    output: { status: 200, body: User.extend({ preferences: PreferencesAnswer }) },
    handle: async ({ body }, context, { db, people }) => {
      const caller = personOf(context);
      // How pages look may change; who acts here may not.
      if (caller.visit && body.name !== undefined) throw visitingProblem();
      const person = await changePerson(db, caller, context.origin, body);
      if (body.name !== undefined) people.forget(`user:${caller.userId}`);
      return person;
    },
  }),
];
