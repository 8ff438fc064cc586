import { giveBackToBucket, takeFromBucket, viewBucket, type BucketState } from "../ports/bucket.ts";
import type { Clock } from "../ports/clock.ts";
import { bucketName } from "../ports/limiter.ts";
import type { Decision, Limiter, Take } from "../ports/limiter.ts";
import { BoundedBuckets } from "./bounded-buckets.ts";

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
      if (weighed.some(({ next }) => !next)) return weighed.map(({ before }) => before);
      for (const { table, place, next } of weighed) table.set(place, next);
      return weighed.map(({ before, table, place }) => ({
        ...before,
        ...viewBucket(table.get(place), before.policy, nowMicros),
      }));
    },
    peek: async (requests) => weigh(requests, tableOf, now()).map(({ before }) => before),
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
  table: BoundedBuckets;
  place: string;
  before: Decision;
  /** The bucket after admission; undefined when denied. */
  next: BucketState | undefined;
}

/** Decides on each request as if those before it in the same call had been admitted. Writes nothing. */
function weigh(requests: readonly Take[], tableOf: (request: Take) => BoundedBuckets, nowMicros: number): Weighed[] {
  const pending: Weighed[] = [];
  for (const request of requests) {
    const { policy, key, cost = 1 } = request;
    const table = tableOf(request);
    const place = table.placeOf(key, nowMicros);
    const stored = table.get(place);
    const earlier = pending.findLast((other) => other.next && other.table === table && other.place === place);
    const verdict = takeFromBucket(earlier?.next ?? stored, policy, cost, nowMicros);
    const { remaining, resetMicros } = viewBucket(stored, policy, nowMicros);
    const retryAfterMicros = verdict.allowed ? 0 : verdict.retryAfterMicros;
    const before = { policy, allowed: verdict.allowed, remaining, resetMicros, retryAfterMicros };
    pending.push({ table, place, before, next: verdict.allowed ? verdict.next : undefined });
  }
  return pending;
}
