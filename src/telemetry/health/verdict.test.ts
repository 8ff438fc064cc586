import fc from "fast-check";
import { expect, test } from "vitest";
import { checkNames, checkStatuses } from "./check.ts";
import type { CheckName, CheckStatus } from "./check.ts";
import { diskStatus } from "./checks/machine.ts";
import { verdictOf } from "./verdict.ts";

const all = (statuses: Partial<Record<CheckName, CheckStatus>>) =>
  checkNames.map((name) => ({ name, status: statuses[name] ?? "up" }));

test.each([
  ["healthy", {}],
  ["healthy", { redis: "not_configured", mail: "not_configured" }],
  ["degraded", { redis: "down" }],
  ["degraded", { audit: "degraded" }],
  ["degraded", { storage: "down", disk: "down", mail: "down", certificate: "down", clock: "degraded" }],
  ["degraded", { database: "degraded" }],
  ["unhealthy", { database: "down" }],
] as const)("%s: %j", (verdict, statuses) => {
  expect(verdictOf(all(statuses))).toBe(verdict);
});

test("a part that fares worse never makes the whole better", () => {
  const order = ["up", "degraded", "down"] as const;
  const ranks = { healthy: 0, degraded: 1, unhealthy: 2 };
  const statuses = fc.tuple(...checkNames.map(() => fc.constantFrom(...checkStatuses)));
  fc.assert(
    fc.property(statuses, fc.nat(checkNames.length - 1), (found, at) => {
      const checks = checkNames.map((name, index) => ({ name, status: found[index]! }));
      const next = order[order.indexOf(found[at] as "up") + 1];
      fc.pre(next !== undefined);
      const worse = checks.map((check, index) => (index === at ? { ...check, status: next } : check));
      expect(ranks[verdictOf(worse)]).toBeGreaterThanOrEqual(ranks[verdictOf(checks)]);
    }),
  );
});

test.each([
  [100e9, 400e9, "up"],
  [6e9, 1e12, "up"],
  [5e9, 1e12, "degraded"],
  [1.5e9, 20e9, "degraded"],
  [2.1e9, 20e9, "up"],
  [0.3e9, 1e12, "down"],
  [0, 1, "down"],
])("%d bytes free of %d are %s", (free, size, status) => {
  expect(diskStatus(free, size)).toBe(status);
});
