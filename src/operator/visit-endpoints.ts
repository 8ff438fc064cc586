import { z } from "zod";
import { NoContent, NoInput, openEndpoint } from "../api/endpoint.ts";
import { personOf } from "../identity/caller-kinds.ts";
import { GivenReason } from "./organization-endpoints.ts";
import { enter, leave } from "./visits.ts";

const shared = { resource: "operator_visit", limit: "standard" } as const;

export const visitEndpoints = [
  openEndpoint({
    ...shared,
    route: "POST /api/admin/organizations/{id}/visit",
    summary: "Enter an organization to help, for an hour at most; its owners are told",
    may: "operator-in-person",
    audit: "LOGIN",
    input: {
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({
        reason: GivenReason,
        role: z
          .enum(["viewer", "admin"])
          .default("viewer")
          .describe("Admins may work with records, fields and pipelines"),
        minutes: z.int().min(1).max(60).default(30),
      }),
    },
    output: { status: 200, body: z.object({ until: z.iso.datetime() }) },
    handle: async ({ params, body }, context, services) => enter(services, context, params.id, body),
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/me/visit",
    summary: "Leave the organization that the caller visits as operator",
    may: "user",
    whileVisiting: true,
    audit: "LOGOUT",
    input: NoInput,
    output: NoContent,
    handle: async (_, context, services) => leave(services, personOf(context), context.origin),
  }),
];
