import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { NoInput, openEndpoint } from "../api/endpoint.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { differenceKinds, listDifferences } from "./reconcile.ts";

const Told = z.looseObject({}).nullable();

export const differenceEndpoints = [
  openEndpoint({
    route: "GET /api/admin/billing-differences",
    summary: "Where Stripe and NextCRM did not agree last night, and what was mended within ninety days",
    resource: "billing_difference",
    may: "operator",
    limit: "standard",
    audit: "VIEW",
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        data: z.array(
          z.object({
            id: z.string(),
            foundAt: z.iso.datetime(),
            kind: z.enum(differenceKinds),
            organizationId: z.string().nullable(),
            customerId: z.string().nullable().describe("Stripe's"),
            subscriptionId: z.string().nullable().describe("Stripe's"),
            ours: Told,
            theirs: Told,
            mended: z.boolean(),
          }),
        ),
      }),
    },
    handle: (_, { caller, origin }, { db }) =>
      acrossOrganizations(db, operatorOf(caller), origin, "what is paid and written down", async ({ sql, record }) => {
        record({ action: "VIEW", resource: "billing_difference" });
        return { data: await listDifferences(sql) };
      }),
  }),
];
