import { plans } from "../access/plans.ts";
import type { Plan } from "../access/plans.ts";
import { assertRate, type Rate } from "../ports/rate.ts";
import type { LimitScope, Policy } from "../ports/limiter.ts";

const minute = 60;
const hour = 3600;

/** Every limit there is: scope, units, seconds. The three plans share one name, so a bucket outlives a change of plan. */
const standard = {
  "plan-free": ["organization", plans.FREE.callsPerHour, hour],
  "plan-pro": ["organization", plans.PRO.callsPerHour, hour],
  "plan-enterprise": ["organization", plans.ENTERPRISE.callsPerHour, hour],
  interactive: ["user", 600, minute],
  // Of all keys of one operator.
  "operator-key": ["user", 600, minute],
  address: ["address", 120, minute],
  "sign-in": ["account", 10, 15 * minute],
  "sign-in-device": ["account", 10, 15 * minute],
  "sign-in-address": ["address", 60, 15 * minute],
  // Only whoever knows the password can spend this; recovery codes, which nobody guesses, do not.
  "second-factor": ["account", 10, hour],
  "second-factor-device": ["account", 10, 15 * minute],
  "second-factor-address": ["address", 30, 15 * minute],
  // Of somebody who has a session already, so that no stranger can use it up.
  confirm: ["user", 10, 15 * minute],
  "sign-up": ["address", 30, hour],
  "password-reset": ["address", 20, hour],
  // Mails that others can have sent to somebody. The links in them work, so that none of this locks anybody out.
  "mail-account": ["account", 5, hour],
  // Not of the bucket above, which strangers can use up: they would keep anybody from being invited.
  "mail-invitation": ["account", 5, hour],
  invitations: ["organization", 20, hour],
  "invitation-link": ["address", 60, 10 * minute],
  organizations: ["user", 10, hour],
  "export-link": ["address", 60, 10 * minute],
  reports: ["address", 60, 10 * minute],
  // Of which a number is kept: nobody fills that with what they make up, and pushes out what others report.
  "new-reports": ["address", 40, hour],
  export: ["organization", 1, hour],
  deletion: ["organization", 10, hour],
} as const satisfies Record<string, readonly [LimitScope, number, number]>;

/** What is dear enough to be refused where it cannot be counted. */
const failsClosed: ReadonlySet<string> = new Set<keyof typeof standard>(["export", "deletion"]);

/** Dear, and of the whole organization: somebody who may not, or sends nonsense, must not use it up for the others. */
const countsDone: ReadonlySet<string> = new Set<keyof typeof standard>(["export"]);

export type PolicyName = keyof typeof standard;
export type Policies = Readonly<Record<PolicyName, Policy>>;
export type PolicyOverrides = Partial<Record<PolicyName, Rate>>;

export const policyNames = Object.keys(standard) as PolicyName[];

/** All policies, some with other rates. Throws a RangeError that names the policy whose rate is wrong. */
export function policiesWith(overrides: PolicyOverrides = {}): Policies {
  const entries = policyNames.map((name): [PolicyName, Policy] => {
    const [scope, limit, windowSeconds] = standard[name];
    const rate = overrides[name] ?? { limit, windowSeconds };
    assertNamed(name, rate);
    const policy = {
      name: name.startsWith("plan-") ? "plan" : name,
      scope,
      limit: rate.limit,
      windowSeconds: rate.windowSeconds,
      ...(rate.strict && { strict: true }),
      ...(failsClosed.has(name) && { failsClosed: true }),
      ...(countsDone.has(name) && { countsDone: true }),
    };
    return [name, policy];
  });
  const strictPlans = ["plan-free", "plan-pro", "plan-enterprise"].filter(
    (name) => overrides[name as PolicyName]?.strict,
  );
  if (strictPlans.length % 3 !== 0)
    throw new RangeError(
      "strict must be said of all three plans or of none: an organization's bucket outlives its plan",
    );
  return Object.fromEntries(entries) as unknown as Policies;
}

/** The policy for programmatic calls of an organization on this plan. */
export function planPolicy(policies: Policies, plan: Plan): Policy {
  return policies[`plan-${plan.toLowerCase() as Lowercase<Plan>}`];
}

/** Reads `{"export": {"limit": 2, "windowSeconds": 3600}, …}`. Throws an Error that a person can act on. */
export function parsePolicyOverrides(json: string): PolicyOverrides {
  const given: unknown = JSON.parse(json);
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new Error("must be a JSON object");
  for (const [name, rate] of Object.entries(given)) {
    if (!Object.hasOwn(standard, name))
      throw new Error(`knows no policy "${name}"; there are ${policyNames.join(", ")}`);
    assertNamed(name, rate);
  }
  return given;
}

function assertNamed(name: string, rate: unknown): asserts rate is Rate {
  const given = (typeof rate === "object" && rate !== null ? rate : {}) as Rate;
  try {
    assertRate(given);
  } catch (error) {
    throw new RangeError(`${name}: ${(error as Error).message}`);
  }
}
