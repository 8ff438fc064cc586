import type { Role } from "../api/contract.ts";
import type { Option } from "../components/select.tsx";

/** What each role may do, in a sentence. */
export const roleMeanings: Record<Role, string> = {
  viewer: "Reads and exports records.",
  member: "Also adds, edits, imports and deletes records.",
  admin: "Also manages members, keys, pipelines, fields and sees the audit log.",
  owner: "Also the organization itself: its settings, owners, billing, deletion.",
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
