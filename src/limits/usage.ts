import type { Plan } from "../access/plans.ts";
import type { Decision, LimitScope } from "../ports/limiter.ts";
import { wholeSeconds } from "./headers.ts";

export interface PolicyUsage {
  name: string;
  scope: LimitScope;
  limit: number;
  windowSeconds: number;
  remaining: number;
  /** Until one more unit is there; 0 when nothing is used. */
  resetSeconds: number;
}

export interface Usage {
  policies: PolicyUsage[];
  plan: Plan | null;
}

/** The answer of `GET /api/rate-limit`, from a peek. Its header fields come from the first of the same decisions. */
export function usageOfPolicies(decisions: readonly Decision[], plan: Plan | null): Usage {
  const policies = decisions.map(({ policy, remaining, resetMicros }) => ({
    name: policy.name,
    scope: policy.scope,
    limit: policy.limit,
    windowSeconds: policy.windowSeconds,
    remaining,
    resetSeconds: wholeSeconds(resetMicros),
  }));
  return { policies, plan };
}
