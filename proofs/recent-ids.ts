const mostOfOneGeneration = 65_536;

/** The ids that were seen lately: those of the last 65,536 at least, in a bounded room. */
export class RecentIds {
  #older = new Set<string>();
  #newer = new Set<string>();

  /** False for one that was seen. */
  add(id: string): boolean {
    if (this.#newer.has(id) || this.#older.has(id)) return false;
    if (this.#newer.size === mostOfOneGeneration) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(id);
    return true;
  }
}
