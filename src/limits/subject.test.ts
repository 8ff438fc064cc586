import { expect, test } from "vitest";
import { nobody, type Caller, type KeyCaller, type Membership, type SessionCaller } from "../access/caller.ts";
import type { LimitScope } from "../ports/limiter.ts";
import { policiesWith, policyNames } from "./policies.ts";
import { basePolicy, takeFor, takesOf } from "./subject.ts";

const policies = policiesWith();
const membership: Membership = {
  organizationId: "acme",
  organizationName: "Acme",
  plan: "PRO",
  role: "owner",
  allowedFrom: [],
  deletionDueAt: null,
  suspended: null,
};
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

test("shows the request's own bucket first, then all others that the caller draws from", () => {
  const shown = (caller: Caller) => takesOf(policies, { caller, ip }).map(({ policy }) => policy.name);
  const ofScope = (...scopes: LimitScope[]) =>
    policyNames.filter(
      (name) =>
        scopes.includes(policies[name].scope) && !/^plan-|^interactive$|^operator-key$|^address$|device/.test(name),
    );
  expect(shown(ada)[0]).toBe("interactive");
  expect(shown(ada).slice(1)).toEqual(ofScope("organization", "user", "account"));
  expect(shown(ada)).toEqual(expect.arrayContaining(["sign-in", "export", "deletion", "invitations"]));
  expect(shown({ ...ada, membership: null })).toEqual(["interactive", ...ofScope("user", "account")]);
  expect(shown(key)).toEqual(["plan", ...ofScope("organization")]);
  expect(shown(nobody)).toEqual(["address", ...ofScope("address")]);
  expect(shown(nobody)).toEqual(expect.arrayContaining(["sign-in-address", "sign-up", "password-reset"]));
});

test("what is shown of an account is the bucket that signing in to it spends from", () => {
  const signsIn = takeFor(policies["sign-in"], { caller: nobody, ip, account: "Ada@acme.example" });
  expect(takesOf(policies, { caller: ada, ip }).find(({ policy }) => policy.name === "sign-in")).toEqual(signsIn);
});
