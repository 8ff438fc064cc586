import { expect, test } from "vitest";
import { parsePolicyOverrides, planPolicy, policiesWith, policyNames } from "./policies.ts";

test("the plans share one bucket and differ in size", () => {
  const policies = policiesWith();
  expect(planPolicy(policies, "FREE")).toEqual({
    name: "plan",
    scope: "organization",
    limit: 100,
    windowSeconds: 3600,
  });
  expect(planPolicy(policies, "PRO")).toMatchObject({ name: "plan", limit: 1000 });
  expect(planPolicy(policies, "ENTERPRISE")).toMatchObject({ name: "plan", limit: 10_000 });
});

test("every policy's numbers can be set", () => {
  for (const name of policyNames) {
    const json = JSON.stringify({ [name]: { limit: 7, windowSeconds: 11 } });
    const policies = policiesWith(parsePolicyOverrides(json));
    expect(policies[name]).toMatchObject({ limit: 7, windowSeconds: 11 });
    expect(policyNames.filter((other) => policies[other].limit === 7)).toEqual([name]);
  }
});

test.each([
  ['{"exports": {"limit": 1, "windowSeconds": 1}}', /"exports".*export/],
  ['{"export": {"limit": 0, "windowSeconds": 1}}', /export: limit/],
  ['{"export": {"limit": 1}}', /export: windowSeconds/],
  ['{"export": 3}', /export: limit/],
  ["[]", /object/],
  ["null", /object/],
  ['{"constructor": {"limit": 1, "windowSeconds": 1}}', /"constructor"/],
])("%s is refused in words", (json, message) => {
  expect(() => parsePolicyOverrides(json)).toThrow(message);
});
