import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    globalSetup: ["tests/cluster.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // PostgreSQL shares the machine with the tests.
    maxWorkers: 2,
  },
});
