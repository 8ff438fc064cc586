import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { NoContent, NoInput, openEndpoint } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { GivenExpiry, GivenKeyNetworks } from "../identity/api-key-endpoints.ts";
import { personOf } from "../identity/caller-kinds.ts";
import { storableText } from "../records/kinds/text.ts";
import { amongPeople } from "../tenancy/across-organizations.ts";
import { requireRecentSignIn } from "../tenancy/recent-sign-in.ts";
import { createOperatorKey, listOperatorKeys, revokeOperatorKey } from "./keys.ts";

const OperatorKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  networks: z.array(z.string()).nullable(),
});
const shared = { resource: "operator_key", limit: "standard" } as const;

export const operatorKeyEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/keys",
    summary: "The keys of all operators",
    may: "operator",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ keys: z.array(OperatorKey) }) },
    handle: async (_, { caller, origin }, { db }) =>
      amongPeople(db, operatorOf(caller), origin, "Look at operators' keys", async ({ sql, record }) => {
        record({ action: "VIEW", resource: "operator_key" });
        return { keys: await listOperatorKeys(sql) };
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/keys",
    summary: "Make a key for a program of the operator, which is shown this once",
    may: "operator-in-person",
    audit: "CREATE",
    input: {
      body: z.strictObject({
        name: storableText(200).min(1, "is empty"),
        expiresAt: GivenExpiry,
        networks: GivenKeyNetworks.optional(),
      }),
    },
    output: { status: 201, body: OperatorKey.extend({ key: z.string() }) },
    handle: async ({ body }, context, { db, clock }) => {
      const operator = personOf(context);
      const made = await amongPeople(db, operator, context.origin, "Make an operator's key", async (work) => {
        await requireRecentSignIn({ sql: work.sql, actor: operator });
        return createOperatorKey(work, operator, body, clock.now());
      });
      return Reply.once(made, ["key"]);
    },
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/admin/keys/{id}",
    summary: "Revoke a key of an operator",
    may: "operator-in-person",
    audit: "DELETE",
    input: { params: z.object({ id: z.uuid() }) },
    output: NoContent,
    handle: async ({ params }, context, { db, people }) => {
      await amongPeople(db, personOf(context), context.origin, "Revoke an operator's key", (work) =>
        revokeOperatorKey(work, params.id),
      );
      people.forget(`key:${params.id}`);
    },
  }),
];
