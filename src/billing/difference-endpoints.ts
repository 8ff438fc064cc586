import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { NoContent, NoInput, openEndpoint } from "../api/endpoint.ts";
import type { Sql } from "../ports/database.ts";
import type { Jobs } from "../ports/jobs.ts";
import { Problem } from "../problems.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { differenceKinds, listDifferences } from "./reconcile.ts";

const When = z.iso.datetime();
const Told = z.looseObject({}).nullable();
const Failure = z.string().nullable().describe("The error's class, where it failed");
const shared = { limit: "standard", input: NoInput } as const;

export const differenceEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/billing-differences",
    summary: "Where Stripe and NextCRM did not agree last night, and what was mended within ninety days",
    resource: "billing_difference",
    may: "operator",
    audit: "VIEW",
    output: {
      status: 200,
      body: z.object({
        configured: z.boolean().describe("Whether plans are paid for here; otherwise there is nothing to compare"),
        comparison: z.object({
          pending: z
            .object({ state: z.enum(["waiting", "running", "retrying"]), since: When, error: Failure })
            .nullable()
            .describe("One that is under way"),
          ended: z.object({ at: When, error: Failure }).nullable().describe("The last within a week that ended"),
        }),
        data: z.array(
          z.object({
            id: z.string(),
            foundAt: When,
            kind: z.enum(differenceKinds),
            organizationId: z.string().nullable(),
            organizationName: z.string().nullable(),
            customerId: z.string().nullable().describe("Stripe's"),
            subscriptionId: z.string().nullable().describe("Stripe's"),
            ours: Told,
            theirs: Told,
            mended: z.boolean(),
          }),
        ),
      }),
    },
    handle: (_, { caller, origin }, { db, jobs, payments }) =>
      acrossOrganizations(db, operatorOf(caller), origin, "what is paid and written down", async ({ sql, record }) => {
        record({ action: "VIEW", resource: "billing_difference" });
        // Asked for first: what has ended by then has written down what it found.
        const comparison = await jobs.latest("reconcile-billing");
        return { configured: payments !== null, comparison, data: await listDifferences(sql) };
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/billing-differences/compare",
    summary: "Compare with Stripe now, as each night, one at a time: what is only out of date is mended",
    resource: "billing_comparison",
    may: "operator-in-person",
    audit: "CREATE",
    output: NoContent,
    handle: (_, { caller, origin }, { db, jobs, payments }) => {
      if (!payments)
        throw new Problem(
          "conflict",
          "Nothing is paid for here: STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and STRIPE_PRICES are not set.",
        );
      return acrossOrganizations(db, operatorOf(caller), origin, "Compare with Stripe", async ({ sql, record }) => {
        await demandNoneWaits(sql, jobs);
        await jobs.enqueue(sql, "reconcile-billing", {});
        record({ action: "CREATE", resource: "billing_comparison" });
      });
    },
  }),
];

/** Throws a Problem where one waits or runs. Whoever asks at the same moment is held until this one is there to be seen. */
async function demandNoneWaits(sql: Sql, jobs: Pick<Jobs, "latest">): Promise<void> {
  await sql.query("select pg_advisory_xact_lock(hashtext('nextcrm compare billing'))");
  const { pending } = await jobs.latest("reconcile-billing");
  if (pending)
    throw new Problem(
      "conflict",
      "A comparison is already queued or running. Its results appear here when it is done.",
    );
}
