import { nobody } from "../access/caller.ts";
import type { Caller, Origin } from "../access/caller.ts";
import { rateLimitProblem } from "../limits/headers.ts";
import { basePolicy, takeFor } from "../limits/subject.ts";
import type { Decision } from "../ports/limiter.ts";
import type { Endpoint, OrganizationEndpoint } from "./endpoint.ts";
import type { Services } from "./services.ts";

/** Takes what a request costs before it is known what becomes of it. */
export async function spend(
  endpoint: Endpoint,
  caller: Caller,
  origin: Origin,
  { limiter, policies }: Services,
): Promise<Decision[]> {
  const subject = { caller, ip: origin.ip };
  const base = takeFor(basePolicy(policies, caller), subject);
  if (endpoint.limit === "free") return limiter.peek([base]);
  const extra = endpoint.limit === "standard" ? null : takeFor(policies[endpoint.limit], subject);
  return limiter.take(extra === null || extra.policy.countsDone ? [base] : [base, extra]);
}

/** Runs what a policy counts once it is done; what comes to nothing is given back. */
export async function spendInside<T>(
  endpoint: OrganizationEndpoint,
  caller: Caller,
  origin: Origin,
  { limiter, policies }: Services,
  tell: (decisions: readonly Decision[]) => void,
  run: (spend: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const { limit } = endpoint;
  const policy = limit === "standard" || limit === "free" ? undefined : policies[limit];
  if (!policy?.countsDone) return run(async () => undefined);
  const take = takeFor(policy, { caller, ip: origin.ip });
  let taken = false;
  const spend = async () => {
    const decisions = await limiter.take([take]);
    tell(decisions);
    const denied = rateLimitProblem(decisions);
    taken = denied === null;
    if (denied) throw denied;
  };
  try {
    return await run(spend);
  } catch (error) {
    if (taken) await limiter.giveBack([take]);
    throw error;
  }
}

/** Whoever is invited has a bucket of their own, and who that is stands in the input. */
export function spendOnMail(account: string, { ip }: Origin, { limiter, policies }: Services): Promise<Decision[]> {
  return limiter.take([takeFor(policies["mail-invitation"], { caller: nobody, ip, account })]);
}
