import { createHash, randomBytes } from "node:crypto";
import type { BucketState } from "../ports/bucket.ts";

const sweptPerArrival = 16;
const longestKey = 128;

/**
 * The buckets of one policy in bounded memory. Only buckets that are full again are forgotten. While `capacity`
 * buckets are in debt at once, further keys share `overflow` buckets, chosen by a keyed hash: strangers may then
 * be limited together, which is stricter than promised, and nobody's debt is lost.
 */
export class BoundedBuckets {
  readonly #capacity: number;
  readonly #overflow: number;
  readonly #own = new Map<string, BucketState>();
  readonly #shared = new Map<string, BucketState>();
  /** Secret, so that nobody can choose an address that shares a victim's bucket. */
  readonly #seed = randomBytes(16);
  #sweep = this.#own.entries();
  #sharedUntilMicros = Number.NEGATIVE_INFINITY;

  constructor(capacity: number, overflow: number) {
    this.#capacity = capacity;
    this.#overflow = overflow;
  }

  get size(): number {
    return this.#own.size + this.#shared.size;
  }

  /** Where the key's bucket lies, or would lie: two keys with one place have one bucket. */
  placeOf(key: string, nowMicros: number): string {
    const name = shortKey(key);
    if (this.#own.has(name)) return name;
    // A debt made in a shared bucket is paid there: moving the key out would drop it.
    const shared = nowMicros < this.#sharedUntilMicros ? this.#sharedPlace(name) : undefined;
    if (shared && (this.#shared.get(shared)?.fullAtMicros ?? 0) > nowMicros) return shared;
    this.#forgetFull(nowMicros);
    return this.#own.size < this.#capacity ? name : (shared ?? this.#sharedPlace(name));
  }

  get(place: string): BucketState | undefined {
    return this.#bucketsOf(place).get(place);
  }

  set(place: string, state: BucketState | undefined): void {
    const buckets = this.#bucketsOf(place);
    if (!state) buckets.delete(place);
    else buckets.set(place, state);
    if (state && buckets === this.#shared) {
      this.#sharedUntilMicros = Math.max(this.#sharedUntilMicros, state.fullAtMicros);
    }
  }

  #bucketsOf(place: string): Map<string, BucketState> {
    return place.startsWith("~") ? this.#shared : this.#own;
  }

  #sharedPlace(name: string): string {
    const hash = createHash("sha256").update(this.#seed).update(name).digest();
    return `~${hash.readUInt32BE(0) % this.#overflow}`;
  }

  /** Looks at a few buckets per arrival, so that no caller waits for a sweep of them all. */
  #forgetFull(nowMicros: number): void {
    for (let looked = 0; looked < sweptPerArrival; looked++) {
      const step = this.#sweep.next();
      if (step.done) {
        this.#sweep = this.#own.entries();
        return;
      }
      const [name, state] = step.value;
      if (state.fullAtMicros <= nowMicros) this.#own.delete(name);
    }
  }
}

/** Keys may come from callers (an account's email address): a long one must not cost memory. */
export function shortKey(key: string): string {
  if (key.length <= longestKey) return `=${key}`;
  return `#${createHash("sha256").update(key).digest("base64url")}`;
}
