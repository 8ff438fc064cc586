import { nobody } from "../access/caller.ts";
import type { Caller, Origin } from "../access/caller.ts";
import { rateLimitProblem } from "../limits/headers.ts";
import { basePolicy, takeFor } from "../limits/subject.ts";
import type { Decision } from "../ports/limiter.ts";
import type { Endpoint, OrganizationEndpoint } from "./endpoint.ts";
import type { Services } from "./services.ts";

/**
 * Takes what a request costs before it is known what becomes of it. The payer is nobody where the caller's organization
 * is not to be reached from; what people may do so often themselves, such as guess at a password, is counted theirs.
 */
export async function spend(
  endpoint: Endpoint,
  { caller, payer }: { caller: Caller; payer: Caller },
  origin: Origin,
  { limiter, policies }: Services,
): Promise<Decision[]> {
  const subject = { caller: payer, ip: origin.ip };
  const base = takeFor(basePolicy(policies, payer), subject);
  if (endpoint.limit === "free") return limiter.peek([base]);
  const policy = endpoint.limit === "standard" ? null : policies[endpoint.limit];
  const extra = policy && takeFor(policy, policy.scope === "user" ? { ...subject, caller } : subject);
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
