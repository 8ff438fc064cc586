import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Names and counts, after all else, the tests that this machine could not run: a green run must not hide them. */
export default class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allTests("skipped")]);
    const leftOut = Map.groupBy(skipped, missingFor);
    for (const [missing, tests] of leftOut) {
      if (missing === undefined) continue;
      console.log(`\nLeft out for want of ${missing}: ${tests.length} ${tests.length === 1 ? "test" : "tests"}`);
      for (const test of tests) console.log(`  ${test.module.relativeModuleId} > ${test.fullName}`);
    }
  }
}

function missingFor(task: TestCase | TestSuite | TestModule): string | undefined {
  return task.meta().needs ?? (task.type === "module" ? undefined : missingFor(task.parent));
}
