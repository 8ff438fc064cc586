import { Problem } from "../problems.ts";
import type { Decision } from "../ports/limiter.ts";

/** The fields that scripts of other origins may read: `Access-Control-Expose-Headers`. */
export const rateLimitFieldNames = [
  "RateLimit-Policy",
  "RateLimit",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "Retry-After",
] as const;

/** Rounded up: who waits this long has waited long enough. */
export function wholeSeconds(micros: number): number {
  return Math.ceil(micros / 1_000_000);
}

/**
 * What the buckets of a request tell the caller: `RateLimit-Policy` and `RateLimit` as in
 * draft-ietf-httpapi-ratelimit-headers-11, `X-RateLimit-*` for the policy with the least remaining, and
 * `Retry-After` on denial. Seconds are until one more unit is there, for `t` and `X-RateLimit-Reset` alike.
 */
export function rateLimitHeaders(decisions: readonly Decision[]): Record<string, string> {
  const least = leastRemaining(decisions);
  if (!least) return {};
  const retryAfterSeconds = secondsUntilAdmitted(decisions);
  return {
    "RateLimit-Policy": decisions
      .map(({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`)
      .join(", "),
    RateLimit: decisions
      .map((it) => `"${it.policy.name}";r=${it.remaining};t=${wholeSeconds(it.resetMicros)}`)
      .join(", "),
    "X-RateLimit-Limit": String(least.policy.limit),
    "X-RateLimit-Remaining": String(least.remaining),
    "X-RateLimit-Reset": String(wholeSeconds(least.resetMicros)),
    ...(retryAfterSeconds === null ? {} : { "Retry-After": String(retryAfterSeconds) }),
  };
}

/** The 429 that names the violated policies, or null when all buckets gave. */
export function rateLimitProblem(decisions: readonly Decision[]): Problem | null {
  const violated = [...new Set(decisions.filter(({ allowed }) => !allowed).map(({ policy }) => policy.name))];
  if (violated.length === 0) return null;
  const seconds = secondsUntilAdmitted(decisions);
  const advice =
    seconds === null ? "This asks for more than the limit ever allows." : `Try again in ${seconds} seconds.`;
  return new Problem("rate-limited", `The limit "${violated.join('", "')}" is used up. ${advice}`, {
    headers: rateLimitHeaders(decisions),
    members: { "violated-policies": violated, ...(seconds === null ? {} : { retryAfterSeconds: seconds }) },
  });
}

/** Null when nothing was denied, and when no waiting helps. */
function secondsUntilAdmitted(decisions: readonly Decision[]): number | null {
  const waits = decisions.filter(({ allowed }) => !allowed).map(({ retryAfterMicros }) => retryAfterMicros);
  if (waits.length === 0 || waits.includes(null)) return null;
  return Math.max(...waits.map((micros) => wholeSeconds(micros ?? 0)));
}

/** Among equals the one that takes longest to give again. */
function leastRemaining(decisions: readonly Decision[]): Decision | undefined {
  return decisions.toSorted((a, b) => a.remaining - b.remaining || b.resetMicros - a.resetMicros)[0];
}
