/**
 * What tests open, to be closed at the end of their file. Vitest's own `afterAll` is not heard within a hook, where most
 * of it is opened; and test files share their processes, in which all that stays open adds up.
 */
const closing: (() => unknown)[] = [];

/** Runs at the end of this test file, before what was given earlier; may be called wherever a test runs. */
export function atEnd(close: () => unknown): void {
  closing.push(close);
}

/** Closes all. Rejects at the end with what could not be closed. */
export async function closeAll(): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closing.splice(0).toReversed())
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw new AggregateError(errors, "Not everything could be closed");
}
