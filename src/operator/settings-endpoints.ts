import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { NoInput, openEndpoint } from "../api/endpoint.ts";
import { describeSettings } from "../config.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";

const Setting = z.object({
  name: z.string(),
  meaning: z.string(),
  value: z.string().nullable().describe("Secrets are hidden; null where it is not set"),
  default: z.string().nullable(),
  isDefault: z.boolean(),
  wrong: z.string().nullable().describe("Why it cannot be used"),
});
const Key = z.object({
  algorithm: z.string(),
  fingerprint: z.string().describe("SHA-256 of the public key, base64"),
  firstUsedAt: z.iso.datetime(),
});
const shared = { may: "operator", limit: "standard", input: NoInput } as const;

export const installationEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/settings",
    summary: "The settings of the process that answers, versions, and the keys that have signed the audit log",
    resource: "settings",
    audit: "VIEW",
    output: {
      status: 200,
      body: z.object({
        versions: z.object({ nextcrm: z.string(), node: z.string(), postgresql: z.string() }),
        settings: z.array(Setting),
        keys: z.array(Key).describe("The newest first"),
      }),
    },
    handle: async (_, { caller, origin }, { db, settings: { version } }) =>
      acrossOrganizations(db, operatorOf(caller), origin, "Look at settings", async ({ sql, record }) => {
        record({ action: "VIEW", resource: "settings" });
        const [server] = await sql.query<{ version: string }>("select current_setting('server_version') as version");
        const keys = await sql.query<z.output<typeof Key>>(
          `select 'Ed25519' as algorithm, encode(sha256(public_key), 'base64') as fingerprint, first_used_at as "firstUsedAt"
          from audit_signing_key order by first_used_at desc`,
        );
        return {
          versions: { nextcrm: version, node: process.versions.node, postgresql: server!.version },
          settings: describeSettings().map(({ value = null, default: usual = null, wrong = null, ...one }) => ({
            ...one,
            value,
            default: usual,
            wrong,
          })),
          keys,
        };
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/doctor",
    summary: "Looks at the installation as `nextcrm doctor` does: what is well, and what to do about the rest",
    resource: "installation",
    audit: "VIEW",
    output: {
      status: 200,
      body: z.object({ checks: z.array(z.object({ name: z.string(), well: z.boolean(), found: z.string() })) }),
    },
    handle: async (_, { caller, origin }, { db, examine }) => {
      const operator = operatorOf(caller);
      const checks = await examine();
      return acrossOrganizations(db, operator, origin, "Run the doctor", async ({ record }) => {
        record({ action: "VIEW", resource: "installation" });
        return { checks };
      });
    },
  }),
];
