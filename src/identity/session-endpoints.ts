import { z } from "zod";
import { NoContent, NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { personOf } from "./caller-kinds.ts";
import { endOtherSessions, endSession, listSessions } from "./sessions.ts";

const Session = z.object({
  id: z.string(),
  device: z.string(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  secondFactor: z.enum(["code", "recovery_code", "trusted_browser"]).nullable(),
  current: z.boolean(),
});

const shared = { resource: "session", may: "user", limit: "standard" } as const;
const write = { role: "nextcrm_auth", readOnly: false } as const;

export const sessionEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/sessions",
    summary: "Where the caller is signed in",
    audit: unaudited("shows callers their own sessions"),
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(Session) }) },
    handle: async (_, context, { db }) => ({
      data: await db.transaction({ ...write, readOnly: true }, (sql) => listSessions(sql, personOf(context))),
    }),
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/sessions/{id}",
    summary: "Sign one of the caller's sessions out",
    audit: "LOGOUT",
    input: { params: z.object({ id: z.string() }) },
    output: NoContent,
    handle: async ({ params }, context, { db, people }) => {
      await db.transaction(write, (sql) => endSession(sql, personOf(context), context.origin, params.id));
      people.forget(`session:${params.id}`);
    },
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/sessions",
    summary: "Sign all other sessions of the caller out",
    audit: "LOGOUT",
    input: NoInput,
    output: NoContent,
    handle: async (_, context, { db, people }) => {
      const ended = await db.transaction(write, (sql) => endOtherSessions(sql, personOf(context), context.origin));
      people.forget(...ended.map((id) => `session:${id}`));
    },
  }),
];
