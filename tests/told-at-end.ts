import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Names, after all else, what a green run must not hide: the tests that this machine could not run. */
export default class ToldAtEnd implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allTests("skipped")]);
    const leftOut = Map.groupBy(skipped, missingFor);
    for (const [missing, tests] of leftOut) {
      if (missing !== undefined) tell(`Left out for want of ${missing}`, tests);
    }
  }
}

function tell(what: string, tests: readonly TestCase[]): void {
  if (tests.length === 0) return;
  console.log(`\n${what}: ${tests.length} ${tests.length === 1 ? "test" : "tests"}`);
  for (const test of tests) console.log(`  ${test.module.relativeModuleId} > ${test.fullName}`);
}

function missingFor(task: TestCase | TestSuite | TestModule): string | undefined {
  return task.meta().needs ?? (task.type === "module" ? undefined : missingFor(task.parent));
}
