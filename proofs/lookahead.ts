/** Reads values that come in batches, as far ahead as somebody asks. */
export class Lookahead<T> {
  readonly #batches: AsyncIterator<readonly T[]> | Iterator<readonly T[]>;
  #ready: readonly T[] = [];
  #at = 0;
  #ended = false;

  constructor(batches: AsyncIterable<readonly T[]> | Iterable<readonly T[]>) {
    this.#batches = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  }

  /** The value so many places ahead, among those that were read. */
  peek(ahead = 0): T | undefined {
    return this.#ready[this.#at + ahead];
  }

  /** The last value that was read and not taken. */
  last(): T | undefined {
    return this.#at < this.#ready.length ? this.#ready.at(-1) : undefined;
  }

  take(): void {
    this.#at += 1;
  }

  /** Reads until `enough` says so, or all are read. */
  async read(enough: (last: T | undefined, count: number) => boolean): Promise<void> {
    while (!this.#ended && !enough(this.last(), this.#ready.length - this.#at)) {
      const { value, done } = await this.#batches.next();
      if (done) {
        this.#ended = true;
        return;
      }
      this.#ready = this.#at >= this.#ready.length ? value : [...this.#ready.slice(this.#at), ...value];
      this.#at = 0;
    }
  }

  /** How many values are left; reads, and forgets, them all. */
  async countRest(): Promise<number> {
    let count = this.#ready.length - this.#at;
    for (this.#at = this.#ready.length; !this.#ended;) {
      const { value, done } = await this.#batches.next();
      if (done) this.#ended = true;
      else count += value.length;
    }
    return count;
  }

  /** Tells whoever makes the values that no more are wanted. */
  async stop(): Promise<void> {
    if (!this.#ended) await this.#batches.return?.();
    this.#ended = true;
  }
}
