import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["proofs/**/*.test.ts", "src/**/*.test.ts", "web/**/*.test.ts", "tests/**/*.test.ts"],
    globalSetup: ["tests/cluster.ts"],
    setupFiles: ["tests/each-file.ts"],
    // Test files share the modules that they import, which otherwise takes longer than many of them.
    isolate: false,
    reporters: ["default", "./tests/told-at-end.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A browser on a busy machine; what holds at once is not waited for.
    expect: { poll: { timeout: 10_000 } },
    // PostgreSQL shares the machine with the tests.
    maxWorkers: 2,
  },
});
