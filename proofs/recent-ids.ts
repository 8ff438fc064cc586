const mostOfOneGeneration = 65_536;

/** The ids that were seen lately: those of the last 65,536 at least, in a bounded room. */
export class RecentIds {
  #older = new Set<string>();
  #newer = new Set<string>();
  /** Ids mostly come in their order: one that is greater than all of them was not seen. */
  #greatest = "";

  /** False for one that was seen. */
  add(id: string): boolean {
    if (id > this.#greatest) this.#greatest = id;
    else if (this.#newer.has(id) || this.#older.has(id)) return false;
    if (this.#newer.size === mostOfOneGeneration) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(id);
    return true;
  }
}
