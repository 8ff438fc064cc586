import { expect, test } from "vitest";
import { commonRole, covers, permissionsOf, roles, whoHas } from "./permissions.ts";

test("the auditor may read the log and the organization's name, and nothing else", () => {
  expect(permissionsOf("auditor").toSorted()).toEqual(["audit.read", "organization.read"]);
});

test("viewer, member, admin, owner: each may all that the one before may, and more", () => {
  const line = ["viewer", "member", "admin", "owner"] as const;
  for (const [at, role] of line.entries())
    for (const [other, lower] of line.entries()) expect(covers(role, lower)).toBe(other <= at);
});

test("the auditor stands beside: below admin and owner, and next to the rest", () => {
  expect(roles.filter((role) => covers(role, "auditor"))).toEqual(["auditor", "admin", "owner"]);
  expect(roles.filter((role) => covers("auditor", role))).toEqual(["auditor"]);
});

test("two roles have the lesser in common, if one of them is that", () => {
  expect(commonRole("owner", "member")).toBe("member");
  expect(commonRole("viewer", "admin")).toBe("viewer");
  expect(commonRole("auditor", "admin")).toBe("auditor");
  expect(commonRole("admin", "auditor")).toBe("auditor");
  expect(commonRole("auditor", "member")).toBeNull();
  expect(commonRole("viewer", "auditor")).toBeNull();
});

test("who has a permission is said in words", () => {
  expect(whoHas("records.write")).toBe("the role member or a higher one");
  expect(whoHas("audit.read")).toBe("the role admin or a higher one, or auditor");
  expect(whoHas("billing.manage")).toBe("the role owner");
});
