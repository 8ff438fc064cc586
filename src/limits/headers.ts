import { Problem } from "../problems.ts";
import type { Decision } from "../ports/limiter.ts";

/** Rounded up: who waits this long has waited long enough. */
export function wholeSeconds(micros: number): number {
  return Math.ceil(micros / 1_000_000);
}

/**
 * What the buckets of a request tell the caller: `RateLimit-Policy` and `RateLimit` as in
 * draft-ietf-httpapi-ratelimit-headers-11, and `X-RateLimit-*` for the policy with the least remaining. Seconds are
 * until one more unit is there, for `t` and `X-RateLimit-Reset` alike.
 */
export function rateLimitHeaders(decisions: readonly Decision[]): Record<string, string> {
  const least = leastRemaining(decisions);
  if (!least) return {};
  const policies = decisions.map(({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`);
  const states = decisions.map((it) => `"${it.policy.name}";r=${it.remaining};t=${wholeSeconds(it.resetMicros)}`);
  return {
    "RateLimit-Policy": policies.join(", "),
    RateLimit: states.join(", "),
    "X-RateLimit-Limit": String(least.policy.limit),
    "X-RateLimit-Remaining": String(least.remaining),
    "X-RateLimit-Reset": String(wholeSeconds(least.resetMicros)),
  };
}

/**
 * The 429 that names the violated policies, with `Retry-After` where waiting helps; null when all buckets gave. Not
 * for decisions of a peek: what costs nothing is not denied.
 */
export function rateLimitProblem(decisions: readonly Decision[]): Problem | null {
  const violated = [...new Set(decisions.filter(({ allowed }) => !allowed).map(({ policy }) => policy.name))];
  if (violated.length === 0) return null;
  const limits = `The limit "${violated.join('", "')}" is used up.`;
  const named = { "violated-policies": violated };
  const headers = rateLimitHeaders(decisions);
  const seconds = secondsUntilAdmitted(decisions);
  if (seconds === null) {
    return new Problem("rate-limited", `${limits} This asks for more than it ever allows.`, {
      headers,
      members: named,
    });
  }
  return new Problem("rate-limited", `${limits} Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`, {
    headers: { ...headers, "Retry-After": String(seconds) },
    members: { ...named, retryAfterSeconds: seconds },
  });
}

/** Null when no waiting helps. */
function secondsUntilAdmitted(decisions: readonly Decision[]): number | null {
  const waits = decisions.filter(({ allowed }) => !allowed).map(({ retryAfterMicros }) => retryAfterMicros);
  if (waits.includes(null)) return null;
  return Math.max(...waits.map((micros) => wholeSeconds(micros ?? 0)));
}

/** Among equals the one that takes longest to give again. */
function leastRemaining(decisions: readonly Decision[]): Decision | undefined {
  return decisions.toSorted((a, b) => a.remaining - b.remaining || b.resetMicros - a.resetMicros)[0];
}
