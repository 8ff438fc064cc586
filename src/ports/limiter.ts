import type { Rate } from "./rate.ts";

/** What a bucket counts for: shown to callers as `scope`. */
export type LimitScope = "organization" | "user" | "address" | "account";

/** Buckets are told apart by policy name and key; a changed rate under the same name keeps the units consumed. */
export interface Policy extends Rate {
  name: string;
  scope: LimitScope;
  /** Refused, with a 503, while the shared buckets are away. */
  failsClosed?: boolean;
  /** Spent by what is done, not by what is tried: taken once a request is known to be allowed and right. */
  countsDone?: boolean;
}

/** Under which name a policy's buckets are kept: those of a strict policy are of another form. */
export function bucketName(policy: Policy): string {
  return policy.strict ? `${policy.name}!` : policy.name;
}

export interface Take {
  policy: Policy;
  key: string;
  /** Units, 1 by default. */
  cost?: number;
}

/** The answer for one bucket, as it stands after the call. */
export interface Decision {
  policy: Policy;
  allowed: boolean;
  remaining: number;
  /** Until one more unit is there; 0 when the bucket is full. */
  resetMicros: number;
  /** 0 when allowed; null when no waiting helps, because the cost is above the capacity. */
  retryAfterMicros: number | null;
}

/** Token buckets that several callers, perhaps in several processes, draw from. */
export interface Limiter {
  /** Takes from all buckets or from none; one decision for each request, in its order. A denial writes nothing. */
  take(requests: readonly Take[]): Promise<Decision[]>;
  /** What `take` would answer, without taking; `remaining` is what is there now. */
  peek(requests: readonly Take[]): Promise<Decision[]>;
  /** Returns what a take that came to nothing has cost. A bucket never rises above full. */
  giveBack(requests: readonly Take[]): Promise<void>;
  /** Whether buckets are this process's own, shared by all, or its own for want of the shared ones. */
  state(): "own" | "shared" | "local";
  /** Resolves when whoever keeps the shared buckets answers; absent where nobody does. */
  ask?(): Promise<{ version: string }>;
}
