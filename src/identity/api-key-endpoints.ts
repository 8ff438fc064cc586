import { z } from "zod";
import { mostNetworks } from "../access/networks.ts";
import { roles } from "../access/permissions.ts";
import { endpoint, NoContent, NoInput } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { storableText } from "../records/kinds/text.ts";
import { bindApiKey, createApiKey, listApiKeys, revokeApiKey } from "../tenancy/api-keys.ts";
import { GivenNetwork } from "./network-endpoints.ts";

const Role = z.enum(roles);
const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  prefix: z.string(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  networks: z.array(z.string()).nullable(),
});
/** When a key ends. */
export const GivenExpiry = z.iso
  .datetime({ offset: true, error: "must be a time as in RFC 3339" })
  .transform((time) => new Date(time).toISOString())
  .refine((time) => Date.parse(time) > Date.now(), "lies in the past")
  .refine((time) => Date.parse(time) < Date.UTC(10_000, 0), "lies too far away");
/** From where a key works. */
export const GivenKeyNetworks = z
  .array(GivenNetwork)
  .max(mostNetworks, `must have at most ${mostNetworks} entries`)
  .nullable()
  .describe("From where alone it can be used, of where the organization can be reached from; null or none: anywhere");
const shared = { resource: "api_key", may: "keys.manage", limit: "standard" } as const;

export const apiKeyEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/api-keys",
    summary: "The organization's API keys",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ data: z.array(ApiKey) }) },
    handle: async (_, work) => ({ data: await listApiKeys(work) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/api-keys",
    summary: "Create an API key, which is shown this once",
    audit: "CREATE",
    input: {
      body: z.strictObject({
        name: storableText(200).min(1, "is empty"),
        role: Role,
        expiresAt: GivenExpiry.nullish(),
        networks: GivenKeyNetworks.optional(),
      }),
    },
    output: { status: 201, body: ApiKey.extend({ key: z.string() }) },
    handle: async ({ body }, work) => Reply.once(await createApiKey(work, body), ["key"]),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/organization/api-keys/{id}",
    summary: "Change from where an API key can be used",
    audit: "UPDATE",
    input: { params: z.object({ id: z.string() }), body: z.strictObject({ networks: GivenKeyNetworks }) },
    output: { status: 200, body: ApiKey },
    handle: async ({ params, body }, work, { people }) => {
      const changed = await bindApiKey(work, params.id, body.networks);
      people.forget(`key:${params.id}`);
      return changed;
    },
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/api-keys/{id}",
    summary: "Revoke an API key",
    audit: "DELETE",
    input: { params: z.object({ id: z.string() }) },
    output: NoContent,
    handle: async ({ params }, work, { people }) => {
      await revokeApiKey(work, params.id);
      people.forget(`key:${params.id}`);
    },
  }),
];
