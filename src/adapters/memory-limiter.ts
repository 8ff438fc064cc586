import { giveBackToBucket, takeFromBucket, viewBucket } from "../ports/bucket.ts";
import type { BucketState, Verdict } from "../ports/bucket.ts";
import type { Clock } from "../ports/clock.ts";
import { bucketName } from "../ports/limiter.ts";
import type { Decision, Limiter, Policy, Take } from "../ports/limiter.ts";
import { BoundedBuckets } from "./bounded-buckets.ts";
import type { Place } from "./bounded-buckets.ts";

export interface MemoryLimiterSettings {
  clock: Pick<Clock, "monotonicMicros">;
  /** Most buckets in debt that are told apart, per policy. */
  capacity?: number;
  /** Buckets, per policy, shared by the keys for which there was no room. */
  overflow?: number;
}

/** A limiter for one process. Memory is bounded per policy, so a flood of addresses cannot push out organizations. */
export function memoryLimiter(settings: MemoryLimiterSettings): Limiter {
  const { clock, capacity = 200_000, overflow = 4096 } = settings;
  const tables = new Map<string, BoundedBuckets>();
  let latestMicros = Number.NEGATIVE_INFINITY;

  /** Never goes back, whatever the clock does: time that ran twice would refill twice. */
  function now(): number {
    latestMicros = Math.max(latestMicros, Math.floor(clock.monotonicMicros()));
    return latestMicros;
  }

  function tableOf({ policy }: Take): BoundedBuckets {
    const name = bucketName(policy);
    const known = tables.get(name);
    if (known) return known;
    const table = new BoundedBuckets(capacity, overflow);
    tables.set(name, table);
    return table;
  }

  return {
    take: async (requests) => {
      const nowMicros = now();
      const weighed = weigh(requests, tableOf, nowMicros);
      if (!weighed.every(({ verdict }) => verdict.allowed)) return weighed.map((one) => decisionOf(one, nowMicros));
      for (const { table, place, verdict } of weighed) if (verdict.allowed) table.set(place, verdict.next);
      return weighed.map((one) => decisionOf({ ...one, stored: one.table.get(one.place) }, nowMicros));
    },
    peek: async (requests) => {
      const nowMicros = now();
      return weigh(requests, tableOf, nowMicros).map((one) => decisionOf(one, nowMicros));
    },
    state: () => "own",
    giveBack: async (requests) => {
      const nowMicros = now();
      for (const request of requests) {
        const table = tableOf(request);
        const place = table.placeOf(request.key, nowMicros);
        table.set(place, giveBackToBucket(table.get(place), request.cost ?? 1, nowMicros));
      }
    },
  };
}

interface Weighed {
  policy: Policy;
  table: BoundedBuckets;
  place: Place;
  stored: BucketState | undefined;
  verdict: Verdict;
}

/** Decides on each request as if those before it in the same call had been admitted. Writes nothing. */
function weigh(requests: readonly Take[], tableOf: (request: Take) => BoundedBuckets, nowMicros: number): Weighed[] {
  const weighed: Weighed[] = [];
  for (const request of requests) {
    const { policy, key, cost = 1 } = request;
    const table = tableOf(request);
    const place = table.placeOf(key, nowMicros);
    const stored = table.get(place);
    const verdict = takeFromBucket(pendingIn(weighed, table, place) ?? stored, policy, cost, nowMicros);
    weighed.push({ policy, table, place, stored, verdict });
  }
  return weighed;
}

function pendingIn(weighed: readonly Weighed[], table: BoundedBuckets, place: Place): BucketState | undefined {
  for (let index = weighed.length - 1; index >= 0; index--) {
    const { verdict, table: otherTable, place: otherPlace } = weighed[index]!;
    if (verdict.allowed && otherTable === table && otherPlace === place) return verdict.next;
  }
  return undefined;
}

/** What is told of a bucket in its stored state. */
function decisionOf({ policy, stored, verdict }: Weighed, nowMicros: number): Decision {
  const { remaining, resetMicros } = viewBucket(stored, policy, nowMicros);
  const retryAfterMicros = verdict.allowed ? 0 : verdict.retryAfterMicros;
  return { policy, allowed: verdict.allowed, remaining, resetMicros, retryAfterMicros };
}
