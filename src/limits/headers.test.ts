import fc from "fast-check";
import { parseList } from "structured-headers";
import { expect, test } from "vitest";
import { memoryLimiter } from "../adapters/memory-limiter.ts";
import type { Policy, Take } from "../ports/limiter.ts";
import { rateLimitHeaders, rateLimitProblem } from "./headers.ts";
import { policiesWith, policyNames } from "./policies.ts";
import { usageOfPolicies } from "./usage.ts";

const plan: Policy = { name: "plan", scope: "organization", limit: 3, windowSeconds: 10 };
const wide: Policy = { name: "wide", scope: "user", limit: 1000, windowSeconds: 60 };

function limiterAtRest() {
  const clock = { micros: 0, monotonicMicros: () => clock.micros };
  return { clock, limiter: memoryLimiter({ clock }) };
}

test("the fields as they are written", async () => {
  const { limiter } = limiterAtRest();
  const decisions = await limiter.take([
    { policy: wide, key: "a" },
    { policy: plan, key: "a" },
  ]);
  expect(rateLimitHeaders(decisions)).toEqual({
    "RateLimit-Policy": '"wide";q=1000;w=60, "plan";q=3;w=10',
    RateLimit: '"wide";r=999;t=1, "plan";r=2;t=4',
    "X-RateLimit-Limit": "3",
    "X-RateLimit-Remaining": "2",
    "X-RateLimit-Reset": "4",
  });
  expect(rateLimitProblem(decisions)).toBeNull();
  expect(rateLimitHeaders([])).toEqual({});
});

test("an independent parser reads them as strings with whole numbers, for every policy of the product", async () => {
  const { limiter } = limiterAtRest();
  const policies = policiesWith();
  const decisions = await limiter.take(policyNames.map((name) => ({ policy: { ...policies[name], name }, key: "a" })));
  const fields = rateLimitHeaders(decisions);
  const rules = parseList(fields["RateLimit-Policy"]!);
  const states = parseList(fields["RateLimit"]!);
  expect(rules.map(([name]) => name)).toEqual(policyNames);
  expect(states.map(([name]) => name)).toEqual(policyNames);
  rules.forEach(([name, parameters]) => {
    const policy = policies[name as keyof typeof policies];
    expect(Object.fromEntries(parameters)).toEqual({ q: policy.limit, w: policy.windowSeconds });
  });
  for (const [, parameters] of states) {
    expect([...parameters.keys()]).toEqual(["r", "t"]);
    for (const value of parameters.values()) expect(Number.isSafeInteger(value) && Number(value) >= 0).toBe(true);
  }
});

test("who waits for Retry-After succeeds, and it is not before the window that RateLimit names", async () => {
  const rate = fc.record({ limit: fc.integer({ min: 1, max: 20 }), windowSeconds: fc.integer({ min: 1, max: 900 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(rate, { minLength: 1, maxLength: 3 }), fc.nat(3_000_000), async (given, pause) => {
      const { clock, limiter } = limiterAtRest();
      const requests: Take[] = given.map((numbers, index) => ({
        policy: { ...numbers, name: `p${index}`, scope: "user" },
        key: "a",
      }));
      let decisions = await limiter.take(requests);
      while (decisions.every(({ allowed }) => allowed)) {
        clock.micros += pause % 7;
        decisions = await limiter.take(requests);
      }
      const fields = rateLimitProblem(decisions)!.extras.headers!;
      const denied = decisions.findIndex(({ allowed }) => !allowed);
      expect(Number(fields["Retry-After"])).toBeGreaterThanOrEqual(
        Number(parseList(fields["RateLimit"]!)[denied]![1].get("t")),
      );
      clock.micros += Number(fields["Retry-After"]) * 1_000_000;
      expect((await limiter.take(requests)).every(({ allowed }) => allowed)).toBe(true);
    }),
  );
});

test("the 429 names the violated policies and when to come back", async () => {
  const { limiter } = limiterAtRest();
  await limiter.take([{ policy: plan, key: "a", cost: 3 }]);
  const problem = rateLimitProblem(
    await limiter.take([
      { policy: wide, key: "a" },
      { policy: plan, key: "a" },
    ]),
  )!;
  expect(problem.status).toBe(429);
  expect(problem.document("r1")).toMatchObject({ "violated-policies": ["plan"], retryAfterSeconds: 4 });
  expect(problem.extras.headers).toMatchObject({ "Retry-After": "4", "X-RateLimit-Remaining": "0" });
});

test("no Retry-After where waiting never helps", async () => {
  const { limiter } = limiterAtRest();
  const decisions = await limiter.take([{ policy: plan, key: "a", cost: 4 }]);
  const problem = rateLimitProblem(decisions)!;
  expect(problem.extras.headers).not.toHaveProperty("Retry-After");
  expect(problem.message).toMatch(/more than it ever allows/);
});

test("what is shown to the caller agrees with the fields, and showing costs nothing", async () => {
  const { limiter } = limiterAtRest();
  const taken = await limiter.take([{ policy: plan, key: "a" }]);
  const looked = await limiter.peek([{ policy: plan, key: "a" }]);
  expect(rateLimitHeaders(looked)).toEqual(rateLimitHeaders(taken));
  expect(usageOfPolicies(looked, "FREE")).toEqual({
    plan: "FREE",
    policies: [{ name: "plan", scope: "organization", limit: 3, windowSeconds: 10, remaining: 2, resetSeconds: 4 }],
  });
});
