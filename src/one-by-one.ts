/**
 * Does it for each, one after the other: what fails for one keeps none of the others waiting. All that failed is thrown
 * at the end, so that a job is tried again; an abort ends it at once. `named` says of one what failed.
 */
export async function oneByOne<One>(
  all: readonly One[],
  body: (one: One) => Promise<unknown>,
  named: (one: One) => string,
  signal?: AbortSignal,
): Promise<void> {
  const failures: Error[] = [];
  for (const one of all) {
    signal?.throwIfAborted();
    try {
      await body(one);
    } catch (error) {
      if (signal?.aborted) throw error;
      failures.push(new Error(named(one), { cause: error }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${all.length} failed`);
}
