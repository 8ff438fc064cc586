import { expect, test } from "vitest";
import { nobody, type KeyCaller, type Membership, type SessionCaller } from "../access/caller.ts";
import { policiesWith } from "./policies.ts";
import { basePolicy, takeFor, takesOf } from "./subject.ts";

const policies = policiesWith();
const membership: Membership = { organizationId: "acme", organizationName: "Acme", plan: "PRO", role: "owner" };
const ada: SessionCaller = {
  type: "user",
  userId: "ada",
  name: "Ada",
  email: "ada@acme.example",
  sessionId: "s1",
  operator: false,
  membership,
};
const key: KeyCaller = { type: "key", userId: "ada", name: "A key", keyId: "k1", operator: false, membership };
const ip = "203.0.113.7";

test("a key spends the organization's plan, a person their own allowance, nobody the address's", () => {
  expect(takeFor(basePolicy(policies, key), { caller: key, ip })).toMatchObject({
    policy: { name: "plan", limit: 1000 },
    key: "acme",
  });
  expect(takeFor(basePolicy(policies, ada), { caller: ada, ip })).toMatchObject({
    policy: { name: "interactive" },
    key: "ada",
  });
  expect(takeFor(basePolicy(policies, nobody), { caller: nobody, ip })).toMatchObject({
    policy: { name: "address" },
    key: `address:${ip}`,
  });
});

test("one account is one bucket however it is spelled, and its address is not stored", () => {
  const [plain, shouted] = ["ada@acme.example", " ADA@Acme.example"].map((account) =>
    takeFor(policies["sign-in"], { caller: nobody, ip, account }),
  );
  expect(plain).toEqual(shouted);
  expect(plain!.key).not.toMatch(/ada|acme/i);
});

test("shows the request's own bucket first, then the organization's", () => {
  expect(takesOf(policies, { caller: ada, ip }).map(({ policy }) => policy.name)).toEqual([
    "interactive",
    "export",
    "deletion",
    "invitations",
  ]);
  expect(takesOf(policies, { caller: { ...ada, membership: null }, ip }).map(({ policy }) => policy.name)).toEqual([
    "interactive",
  ]);
  expect(takesOf(policies, { caller: nobody, ip }).map(({ policy }) => policy.name)).toEqual(["address"]);
});
