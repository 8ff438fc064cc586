import { Problem } from "../problems.ts";

/** Least first: each may all that the one before may. */
const line = ["viewer", "member", "admin", "owner"] as const;
/** Beside the line: may what names it, and nothing else. The auditor has the log alone, and sees no record. */
const beside = ["auditor"] as const;

/** The roles of an organization. */
export const roles = [...beside, ...line] as const;
export type Role = (typeof roles)[number];

/** The one table of who may do what: each permission with the least role of the line that has it, and who else has it. */
const granted = {
  "records.read": ["viewer"],
  "records.export": ["viewer"],
  "members.read": ["viewer"],
  "organization.read": ["viewer", "auditor"],
  "records.write": ["member"],
  "records.import": ["member"],
  "records.purge": ["admin"],
  "pipelines.manage": ["admin"],
  "fields.manage": ["admin"],
  "keys.manage": ["admin"],
  "invitations.manage": ["admin"],
  "members.manage": ["admin"],
  "persons.manage": ["admin"],
  "audit.read": ["admin", "auditor"],
  "audit.stream": ["admin"],
  "organization.update": ["owner"],
  "owners.manage": ["owner"],
  "billing.manage": ["owner"],
  "organization.export": ["owner"],
  "organization.delete": ["owner"],
  "retention.manage": ["owner"],
  "networks.manage": ["owner"],
} as const satisfies Record<string, readonly [(typeof line)[number], ...(typeof beside)[number][]]>;

export type Permission = keyof typeof granted;
export const permissions = Object.keys(granted) as Permission[];

/** What no API key may do, whatever its role. */
const neverByKey: ReadonlySet<Permission> = new Set([
  "organization.delete",
  // A stream would go on telling everything long after the key that made it was revoked.
  "audit.stream",
  // Whoever finds a key could have the traces of their use pruned, or let go what a hold keeps.
  "retention.manage",
  // Whoever finds a key could let themselves in from anywhere.
  "networks.manage",
]);

const rolesWith = new Map(
  permissions.map((permission): [Permission, ReadonlySet<Role>] => {
    const [least, ...others] = granted[permission];
    return [permission, new Set<Role>([...line.slice(line.indexOf(least)), ...others])];
  }),
);

export function roleHas(role: Role, permission: Permission): boolean {
  return rolesWith.get(permission)!.has(role);
}

/** What an operator may who is in an organization to help: to look, and as admin to work. Nothing of who else may come in, of money, of what leaves or ends. */
const onVisits: ReadonlySet<Permission> = new Set([
  "records.read",
  "members.read",
  "organization.read",
  "records.write",
  "pipelines.manage",
  "fields.manage",
]);

export function visitorMay(permission: Permission): boolean {
  return onVisits.has(permission);
}

interface Acting {
  role: Role;
  /** `operator` is one who visits. */
  type: string;
}

/** Whether an actor may, where an endpoint's own permission does not decide: a visitor never all that their role may. */
export function actorMay({ role, type }: Acting, permission: Permission): boolean {
  return roleHas(role, permission) && (type !== "operator" || visitorMay(permission));
}

/** Refuses an actor without the permission, where an endpoint's own does not decide. Throws a Problem saying `detail`. */
export function demand(actor: Acting, permission: Permission, detail: string): void {
  if (!actorMay(actor, permission)) throw new Problem("forbidden", detail, { permission });
}

export function keyMay(permission: Permission): boolean {
  return !neverByKey.has(permission);
}

export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => roleHas(role, permission));
}

/** What is left of them while an organization waits for its deletion and can only be read. */
const beforeDeletion: ReadonlySet<Permission> = new Set([
  "records.read",
  "records.export",
  "members.read",
  "organization.read",
  "audit.read",
  "billing.manage",
  "organization.export",
  "organization.delete",
  // Holds keep what would go, and must be released before it can.
  "retention.manage",
]);

export function permissionsBeforeDeletion(role: Role): Permission[] {
  return permissionsOf(role).filter((permission) => beforeDeletion.has(permission));
}

/** What is left of them while an organization is suspended: to see what is paid, and to end it. */
export function permissionsWhileSuspended(role: Role): Permission[] {
  return permissionsOf(role).filter((permission) => permission === "billing.manage");
}

/** Whether a role may all that another may: then it can give it, as far as it gives roles at all. */
export function covers(role: Role, other: Role): boolean {
  return permissionsOf(other).every((permission) => roleHas(role, permission));
}

/** The one of two roles that the other covers; null where each may what the other may not. */
export function commonRole(one: Role, other: Role): Role | null {
  if (covers(one, other)) return other;
  return covers(other, one) ? one : null;
}

/** `the role admin or a higher one, or auditor`. */
export function whoHas(permission: Permission): string {
  const [least, ...others] = granted[permission];
  const higher = least === line.at(-1) ? "" : " or a higher one";
  return [`the role ${least}${higher}`, ...others].join(", or ");
}
