import { oneByOne } from "../src/one-by-one.ts";

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
export function closeAll(): Promise<void> {
  const all = closing.splice(0).toReversed();
  return oneByOne(
    all,
    async (close) => close(),
    () => "Something that a test opened could not be closed",
  );
}
