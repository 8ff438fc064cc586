/** Why a record could not be deleted, as the API says it. */
interface Refused {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** What became of a trash. */
interface Emptied {
  deleted: number;
  /** What is still there. */
  left: number;
  /** Why, of the first that is. */
  refusal: Refused | undefined;
}

interface Steps {
  /** Ids of some records in the trash, and where to go on; null behind the last. */
  page(cursor: string | undefined): Promise<{ ids: string[]; nextCursor: string | null }>;
  /** How many of them were deleted, and why the others were not. */
  purge(ids: string[]): Promise<{ changed: number; problems: Refused[] }>;
  progressed(deleted: number): void;
}

/**
 * Deletes what can be deleted for good, past what cannot. What was kept by another record of the trash is tried again
 * as long as anything goes; what a legal hold keeps is not.
 */
export async function emptyTrash({ page, purge, progressed }: Steps): Promise<Emptied> {
  let deleted = 0;
  for (;;) {
    let [cursor, changed]: [string | undefined, number] = [undefined, 0];
    const problems: Refused[] = [];
    do {
      const { ids, nextCursor } = await page(cursor);
      if (ids.length > 0) {
        const done = await purge(ids);
        changed += done.changed;
        problems.push(...done.problems);
        progressed(deleted + changed);
      }
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    deleted += changed;
    const mayGoNow = problems.some(({ type }) => !type.endsWith("/held"));
    if (changed === 0 || !mayGoNow) return { deleted, left: problems.length, refusal: problems[0] };
  }
}
