import type { Role } from "../api/contract.ts";
import type { Option } from "../components/select.tsx";

/** What each role may do, in a sentence. */
export const roleMeanings: Record<Role, string> = {
  viewer: "Reads and exports records.",
  member: "Reads, adds, edits, imports and deletes records.",
  admin: "All that members may; also members, keys, pipelines, fields and the audit log.",
  owner: "Everything: also the organization’s settings, its owners, billing and deletion.",
};

const order = ["viewer", "member", "admin", "owner"] as const satisfies Role[];

export function labelOfRole(role: Role): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}

/** The roles that somebody of role `mine` may give, with what they mean. */
export function rolesUpTo(mine: Role | null): Option<Role>[] {
  return order
    .slice(0, order.indexOf(mine ?? "viewer") + 1)
    .map((value) => ({ value, label: labelOfRole(value), hint: roleMeanings[value] }));
}
