import { z } from "zod";
import { openEndpoint } from "../api/endpoint.ts";
import { planPolicy } from "../limits/policies.ts";
import { usageOfPolicies } from "../limits/usage.ts";
import type { PolicyUsage } from "../limits/usage.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { readUsage } from "./usage.ts";

/** A day before it is one that PostgreSQL knows, too. */
const earliest = Date.UTC(1970, 0, 2);
const latest = Date.UTC(10_000, 0);
const Time = z.iso
  .datetime({ offset: true, error: "must be a time as in RFC 3339" })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, "must be in the years 1970 to 9999");
const Count = z.object({ requests: z.int(), refused: z.int().describe("Of these, by a limit") });
const longestDays = 400;
const dayMilliseconds = 86_400_000;

const Query = z
  .strictObject({
    from: Time.optional().describe("A day before `to` where it is missing"),
    to: Time.optional().describe("Now where it is missing; not included"),
    by: z.enum(["hour", "day"]).default("hour").describe("Days of UTC"),
  })
  .refine(({ from, to }) => !from || !to || Date.parse(from) < Date.parse(to), {
    path: ["from"],
    message: "must be before `to`",
  })
  .refine(
    ({ from, to }) =>
      !from || Date.parse(to ?? new Date().toISOString()) - Date.parse(from) <= longestDays * dayMilliseconds,
    {
      path: ["from"],
      message: `may be ${longestDays} days before \`to\` at most`,
    },
  );

export const usageEndpoints = [
  openEndpoint({
    route: "GET /api/organization/usage",
    summary: "How many requests each key, and the app, made by hour or day",
    resource: "usage",
    may: "keys.manage",
    limit: "standard",
    audit: "VIEW",
    input: { query: Query },
    output: {
      status: 200,
      body: z.object({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        plan: z
          .object({
            limit: z.int(),
            windowSeconds: z.int(),
            remaining: z.int(),
            resetSeconds: z.int().describe("Until one more unit is there; 0 when nothing is used"),
          })
          .describe("What all keys together may use, and what is left of it now"),
        series: z.array(
          Count.extend({ at: z.iso.datetime(), keyId: z.string().nullable().describe("Null: people in the app") }),
        ),
        totals: z.array(
          Count.extend({ key: z.object({ id: z.string(), name: z.string(), revoked: z.boolean() }).nullable() }),
        ),
      }),
    },
    handle: async ({ query }, { actor, origin }, { db, clock, limiter, policies, usage: counted }) => {
      // What this process has counted so far; others add theirs every few seconds. Not inside a transaction: whoever
      // holds a connection while waiting for a second one can leave everybody without.
      await counted.flush();
      const to = query.to ? new Date(query.to) : clock.now();
      const from = query.from ? new Date(query.from) : new Date(to.getTime() - dayMilliseconds);
      const who = actor();
      const { plan, ...usage } = await inOrganization(db, who, origin, "read-only", (work) =>
        readUsage(work, { from, to, by: query.by }),
      );
      const looked = await limiter.peek([{ policy: planPolicy(policies, plan), key: who.organizationId }]);
      const [{ limit, windowSeconds, remaining, resetSeconds }] = usageOfPolicies(looked, plan).policies as [
        PolicyUsage,
      ];
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        plan: { limit, windowSeconds, remaining, resetSeconds },
        ...usage,
      };
    },
  }),
];
