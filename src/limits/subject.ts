import { createHash } from "node:crypto";
import type { Caller } from "../access/caller.ts";
import type { LimitScope, Policy, Take } from "../ports/limiter.ts";
import { networkOf } from "./network.ts";
import { planPolicy, policyNames, type Policies } from "./policies.ts";

/** Whom a request counts against. */
export interface LimitSubject {
  caller: Caller;
  ip: string | null;
  /** The email address that somebody tries to sign in with. */
  account?: string;
}

/** What every request of this caller spends from: plan for keys, interactive for people, address for nobody. */
export function basePolicy(policies: Policies, caller: Caller): Policy {
  if (caller.type === "key") return planPolicy(policies, caller.membership.plan);
  if (caller.type === "operator-key") return policies["operator-key"];
  return caller.type === "user" ? policies.interactive : policies.address;
}

/** The bucket of a policy that a caller draws from. Where the scope's owner is unknown, the address stands in. */
export function takeFor(policy: Policy, subject: LimitSubject, cost = 1): Take {
  return { policy, key: keyIn(policy.scope, subject) ?? `address:${networkOf(subject.ip)}`, cost };
}

/**
 * All buckets that a caller draws from, the request's own first: for showing what is left. A person's other buckets are
 * theirs, their account's and their organization's; a key's its organization's; nobody's the address's.
 */
export function takesOf(policies: Policies, subject: LimitSubject): Take[] {
  const { caller } = subject;
  const base = basePolicy(policies, caller);
  const known = caller.type === "user" ? { ...subject, account: caller.email } : subject;
  const others = policyNames
    .map((name) => policies[name])
    .filter(({ name, scope }) => !bases.has(name) && scopesOf[caller.type].has(scope) && keyIn(scope, known) !== null);
  return [takeFor(base, subject), ...others.map((policy) => takeFor(policy, known))];
}

/** Of each caller there is one, and which depends on the caller; and what depends on the browser is not the caller's. */
const bases: ReadonlySet<string> = new Set([
  "plan",
  "interactive",
  "operator-key",
  "address",
  "sign-in-device",
  "second-factor-device",
]);

const scopesOf: Record<Caller["type"], ReadonlySet<LimitScope>> = {
  user: new Set(["user", "account", "organization"]),
  key: new Set(["organization"]),
  "operator-key": new Set(),
  nobody: new Set(["address"]),
};

function keyIn(scope: LimitScope, { caller, account, ip }: LimitSubject): string | null {
  if (scope === "address") return `address:${networkOf(ip)}`;
  if (scope === "organization") return organizationOf(caller);
  if (scope === "user") return caller.type === "nobody" ? null : caller.userId;
  return scope === "account" && account ? accountKey(account) : null;
}

function organizationOf(caller: Caller): string | null {
  return caller.type === "nobody" ? null : (caller.membership?.organizationId ?? null);
}

/** One key for every spelling of an account; a digest, so that no store of buckets holds email addresses. */
function accountKey(account: string): string {
  return createHash("sha256").update(account.normalize("NFKC").trim().toLowerCase()).digest("base64url");
}
