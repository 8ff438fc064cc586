import { z } from "zod";
import { isAllowed, nobody } from "../access/caller.ts";
import { planNames } from "../access/plans.ts";
import { NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { takesOf } from "../limits/subject.ts";
import { usageOfPolicies } from "../limits/usage.ts";

const Usage = z.object({
  policies: z.array(
    z.object({
      name: z.string(),
      scope: z.enum(["organization", "user", "address", "account"]),
      limit: z.int(),
      windowSeconds: z.int(),
      remaining: z.int(),
      resetSeconds: z.int(),
    }),
  ),
  plan: z.enum(planNames).nullable(),
});

export const limitEndpoints = [
  openEndpoint({
    route: "GET /api/rate-limit",
    summary: "What is left of every limit that applies to the caller; costs nothing",
    resource: "rate_limit",
    may: "anyone",
    limit: "free",
    audit: unaudited("shows callers their own limits"),
    input: NoInput,
    output: { status: 200, body: Usage },
    handle: async (_, { caller: asking, origin }, { limiter, policies }) => {
      // Whose buckets a request would spend from.
      const caller = isAllowed(asking, origin.ip) ? asking : nobody;
      const plan = caller.type === "nobody" ? null : (caller.membership?.plan ?? null);
      return usageOfPolicies(await limiter.peek(takesOf(policies, { caller, ip: origin.ip })), plan);
    },
  }),
];
