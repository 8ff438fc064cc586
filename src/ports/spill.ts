/** Lines that must outlast a database that is away, and the process. */
export interface Spill {
  /** Resolves when the lines are on the disk. */
  keep(lines: readonly string[]): Promise<void>;
  /** What was kept, by this process or an earlier one, oldest first; each part goes when `forget` is called. */
  parts(): AsyncIterable<{ lines: string[]; forget(): Promise<void> }>;
}
