import { z } from "zod";
import { NoContent, NoInput, openEndpoint, unaudited } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { Problem } from "../../problems.ts";
import { personOf } from "../caller-kinds.ts";
import { GivenCode, GivenPassword } from "../credentials.ts";
import { recordOfPerson } from "../person-log.ts";
import { cookieNames } from "../session-cookie.ts";
import { beginEnrolment, disable, finishEnrolment, recordTwoFactor } from "./enrol.ts";
import { keepProof, proven } from "./prove.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { readTwoFactor } from "./state.ts";
import { distrust } from "./trusted-browsers.ts";

const TrustedBrowser = z.object({
  id: z.string(),
  device: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  current: z.boolean(),
});
const TwoFactor = z.object({
  enabled: z.boolean(),
  since: z.iso.datetime().nullable(),
  recoveryCodesLeft: z.int(),
  trustedBrowsers: z.array(TrustedBrowser),
});
const Enrolment = z.object({
  secret: z.string().describe("Base 32: what is typed into an app that cannot scan"),
  uri: z.string().describe("`otpauth://…`: what the QR code says"),
});
const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
const Proof = z.strictObject({ password: GivenPassword, code: GivenCode });

const shared = { resource: "two_factor", may: "user" } as const;
const write = { role: "nextcrm_auth", readOnly: false } as const;

export const twoFactorEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/me/two-factor",
    summary: "Whether the caller has two-factor authentication, and where they need no code",
    limit: "standard",
    audit: unaudited("shows callers what is theirs"),
    input: NoInput,
    output: { status: 200, body: TwoFactor },
    handle: async ({ headers }, context, { db, settings }) =>
      db.transaction({ ...write, readOnly: true }, (sql) =>
        readTwoFactor(sql, cookieNames(settings.publicUrl), headers.get("cookie"), personOf(context).userId),
      ),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/me/two-factor/enrolment",
    summary: "Begin with two-factor authentication: a secret for an authenticator app, confirmed within an hour",
    limit: "confirm",
    audit: unaudited("nothing is in force until a code confirms it; a wrong password is told"),
    input: { body: z.strictObject({ password: GivenPassword }) },
    output: { status: 201, body: Enrolment },
    handle: async ({ body }, context, services) =>
      beginEnrolment(services, personOf(context), context.origin, body.password),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/me/two-factor",
    summary: "Turn two-factor authentication on with a code of the app; recovery codes are shown this once",
    limit: "confirm",
    audit: ["CREATE two_factor", "LOGOUT session"],
    input: { body: z.strictObject({ code: GivenCode }) },
    output: { status: 201, body: RecoveryCodes },
    handle: async ({ body }, context, services) => {
      const caller = personOf(context);
      const done = await finishEnrolment(services, caller, context.origin, body.code);
      services.people.forget(`user:${caller.userId}`, ...done.endedSessions.map((id) => `session:${id}`));
      return { recoveryCodes: done.recoveryCodes };
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/me/two-factor/recovery-codes",
    summary: "New recovery codes in place of all earlier ones, shown this once",
    limit: "confirm",
    audit: "UPDATE",
    input: { body: Proof },
    output: { status: 201, body: RecoveryCodes },
    handle: async ({ body }, context, services) => {
      const caller = personOf(context);
      const recoveryCodes = await proven(services, caller, context.origin, body, async (sql, secondFactor) => {
        if (secondFactor === null) throw notEnabled();
        await recordTwoFactor(sql, caller, context.origin, "UPDATE");
        return renewRecoveryCodes(sql, caller.userId);
      });
      return Reply.json({ recoveryCodes }, { status: 201 });
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/me/two-factor/disable",
    summary: "Turn two-factor authentication off",
    limit: "confirm",
    audit: ["DELETE two_factor"],
    input: { body: Proof },
    output: NoContent,
    handle: async ({ body }, context, services) => {
      const caller = personOf(context);
      await proven(services, caller, context.origin, body, async (sql, secondFactor) => {
        if (secondFactor === null) throw notEnabled();
        await disable(sql, services, caller, context.origin);
      });
      services.people.forget(`user:${caller.userId}`);
    },
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/me/two-factor/trusted-browsers/{id}",
    summary: "Ask for a code again in a browser that was trusted",
    limit: "standard",
    resource: "trusted_browser",
    audit: "DELETE",
    input: { params: z.object({ id: z.string() }) },
    output: NoContent,
    handle: async ({ params }, context, { db }) => {
      const person = { ...personOf(context), method: "session" } as const;
      await db.transaction(write, (sql) => distrust(sql, person, context.origin, params.id));
    },
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/me/two-factor/trusted-browsers",
    summary: "Ask for a code again in every browser",
    limit: "standard",
    resource: "trusted_browser",
    audit: "DELETE",
    input: NoInput,
    output: NoContent,
    handle: async (_, context, { db }) => {
      const person = { ...personOf(context), method: "session" } as const;
      await db.transaction(write, (sql) => distrust(sql, person, context.origin));
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/me/confirm",
    summary: "Prove again who one is, for what is refused with `sign-in-again`",
    limit: "confirm",
    resource: "session",
    audit: "LOGIN",
    input: { body: z.strictObject({ password: GivenPassword, code: GivenCode.optional() }) },
    output: NoContent,
    handle: async ({ body }, context, services) => {
      const caller = personOf(context);
      await proven(services, caller, context.origin, body, async (sql, secondFactor) => {
        await keepProof(sql, caller, secondFactor);
        await recordOfPerson(sql, { ...caller, method: "session" }, context.origin, {
          action: "LOGIN",
          resource: "session",
          resourceId: caller.sessionId,
          details: { again: true, ...(secondFactor !== null && { secondFactor }) },
        });
      });
    },
  }),
];

function notEnabled(): Problem {
  return new Problem("conflict", "You have no two-factor authentication.");
}
