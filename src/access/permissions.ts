import { Problem } from "../problems.ts";

/** The roles of an organization, least first. */
export const roles = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

/** The one table of who may do what: each permission with the least role that has it. */
const leastRole = {
  "records.read": "viewer",
  "records.export": "viewer",
  "members.read": "viewer",
  "organization.read": "viewer",
  "records.write": "member",
  "records.import": "member",
  "records.purge": "admin",
  "pipelines.manage": "admin",
  "fields.manage": "admin",
  "keys.manage": "admin",
  "invitations.manage": "admin",
  "members.manage": "admin",
  "audit.read": "admin",
  "organization.update": "owner",
  "owners.manage": "owner",
  "billing.manage": "owner",
  "organization.export": "owner",
  "organization.delete": "owner",
  "retention.manage": "owner",
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof leastRole;
export const permissions = Object.keys(leastRole) as Permission[];

/** What no API key may do, whatever its role. */
const neverByKey: ReadonlySet<Permission> = new Set(["organization.delete"]);

export function roleHas(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(leastRole[permission]);
}

/** Refuses a role without the permission, where an endpoint's own does not decide. Throws a Problem saying `detail`. */
export function demand(role: Role, permission: Permission, detail: string): void {
  if (!roleHas(role, permission)) throw new Problem("forbidden", detail, { permission });
}

export function keyMay(permission: Permission): boolean {
  return !neverByKey.has(permission);
}

export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => roleHas(role, permission));
}

export function lowerRole(one: Role, other: Role): Role {
  return roles.indexOf(one) < roles.indexOf(other) ? one : other;
}

export function leastRoleFor(permission: Permission): Role {
  return leastRole[permission];
}
