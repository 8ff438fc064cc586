import { createHash, randomBytes } from "node:crypto";
import type { BucketState } from "../ports/bucket.ts";

const sweptPerArrival = 16;
const longestKey = 128;

/** A bucket of a key's own, or the number of a shared one. */
export type Place = string | number;

/**
 * The buckets of one policy in bounded memory. Only buckets that are full again are forgotten. While `capacity`
 * buckets are in debt at once, further keys share `overflow` buckets, chosen by a keyed hash: strangers may then
 * be limited together, which is stricter than promised, and nobody's debt is lost.
 */
export class BoundedBuckets {
  readonly #capacity: number;
  readonly #overflow: number;
  readonly #own = new Map<string, BucketState>();
  readonly #shared = new Map<number, BucketState>();
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
  placeOf(key: string, nowMicros: number): Place {
    const name = shortKey(key);
    if (this.#own.has(name)) return name;
    // A debt made in a shared bucket is paid there: moving the key out would drop it.
    const shared = nowMicros < this.#sharedUntilMicros ? this.#sharedPlace(name) : undefined;
    if (shared !== undefined && (this.#shared.get(shared)?.fullAtMicros ?? 0) > nowMicros) return shared;
    this.#forgetFull(nowMicros);
    return this.#own.size < this.#capacity ? name : (shared ?? this.#sharedPlace(name));
  }

  get(place: Place): BucketState | undefined {
    return typeof place === "string" ? this.#own.get(place) : this.#shared.get(place);
  }

  set(place: Place, state: BucketState | undefined): void {
    if (typeof place === "string") {
      if (state) this.#own.set(place, state);
      else this.#own.delete(place);
    } else if (state) {
      this.#shared.set(place, state);
      this.#sharedUntilMicros = Math.max(this.#sharedUntilMicros, state.fullAtMicros);
    } else this.#shared.delete(place);
  }

  #sharedPlace(name: string): number {
    const hash = createHash("sha256").update(this.#seed).update(name).digest();
    return hash.readUInt32BE(0) % this.#overflow;
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
  if (key.length <= longestKey && !key.startsWith("#")) return key;
  return `#${createHash("sha256").update(key).digest("base64url")}`;
}
