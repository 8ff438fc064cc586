import type { Role } from "../api/contract.ts";
import type { Option } from "../components/select.tsx";

/** What each role may do, in a sentence. */
export const roleMeanings: Record<Role, string> = {
  auditor: "Sees the audit log and nothing else: no records, no members.",
  viewer: "Reads and exports records.",
  member: "Reads, adds, edits, imports and deletes records.",
  admin: "Everything members can do; also members, keys, pipelines, fields and the audit log.",
  owner: "Everything: also the organization’s settings, its owners, billing and deletion.",
};

/** Least first: each may all that the one before may. The auditor stands beside. */
const line = ["viewer", "member", "admin", "owner"] as const satisfies Role[];

export function labelOfRole(role: Role): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}

/** The roles that somebody of role `mine` may give, with what they mean. */
export function rolesUpTo(mine: Role | null): Option<Role>[] {
  const upTo: Role[] = line.slice(0, line.findIndex((role) => role === mine) + 1);
  if (upTo.includes("admin")) upTo.push("auditor");
  return upTo.map((value) => ({ value, label: labelOfRole(value), hint: roleMeanings[value] }));
}
