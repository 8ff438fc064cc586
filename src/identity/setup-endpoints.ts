import { z } from "zod";
import { NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { Email, NewPassword, GivenName } from "./credentials.ts";
import { OrganizationName } from "./organization-endpoints.ts";
import { needsSetup, setUp } from "./setup.ts";

const shared = { resource: "installation", may: "anyone" } as const;

const SetupState = z.object({
  needed: z.boolean(),
  signUp: z.enum(["invite", "open"]),
  sendsMail: z.boolean().describe("Without a mail server, mails wait in the installation's outbox"),
});

export const setupEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/setup",
    summary: "Whether the installation waits for its first person, who may sign up, and whether mail reaches people",
    limit: "standard",
    audit: unaudited("tells of nobody"),
    input: NoInput,
    output: { status: 200, body: SetupState },
    handle: async (_, __, { db, settings }) => ({
      needed: await needsSetup(db),
      signUp: settings.signUp,
      sendsMail: settings.sendsMail,
    }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/setup",
    summary: "Become the operator and create the first organization, by the link that the first start prints",
    limit: "sign-up",
    audit: ["CREATE organization", "CREATE member", "CREATE pipeline", "CREATE user", "LOGIN session"],
    input: {
      body: z.strictObject({
        token: z.string().min(1, "is empty").max(200),
        name: GivenName,
        email: Email,
        password: NewPassword,
        organization: OrganizationName,
      }),
    },
    output: { status: 201, body: z.object({ userId: z.string(), organizationId: z.string() }) },
    handle: async ({ body }, { origin }, { db, people, settings }) => {
      const created = await setUp(db, people, body, origin, settings.defaultPlan);
      const cookie = await people.signIn(body, origin);
      return Reply.json(created, { status: 201, headers: { "Set-Cookie": cookie } });
    },
  }),
];
