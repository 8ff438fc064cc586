const mostOfOneGeneration = 65_536;

/** The ids that were seen lately: those of the last 65,536 at least, in a bounded room. */
export class RecentIds {
  #older = new Generation();
  #newer = new Generation();
  /** Ids mostly come in their order: one that is greater than all of them was not seen. */
  #greatest = "";

  /** False for one that was seen. */
  add(id: string): boolean {
    const isGreatest = id > this.#greatest;
    if (isGreatest) this.#greatest = id;
    else if (this.#newer.has(id) || this.#older.has(id)) return false;
    if (this.#newer.size === mostOfOneGeneration) {
      this.#older = this.#newer;
      this.#newer = new Generation();
    }
    this.#newer.add(id, isGreatest);
    return true;
  }
}

/** Ids that came in their order are found by halving: keeping them in a set costs as much as hashing what they name. */
class Generation {
  readonly #ascending: string[] = [];
  readonly #others = new Set<string>();

  get size(): number {
    return this.#ascending.length + this.#others.size;
  }

  add(id: string, isGreatest: boolean): void {
    if (isGreatest) this.#ascending.push(id);
    else this.#others.add(id);
  }

  has(id: string): boolean {
    let [low, high] = [0, this.#ascending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ascending[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return this.#ascending[low] === id || this.#others.has(id);
  }
}
