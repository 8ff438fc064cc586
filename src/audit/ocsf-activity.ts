import type { Action } from "./event.ts";
import type { LogEntry } from "./query.ts";

/** The classes of OCSF that our events belong to: their numbers, names, and the names of the activities we use. */
export const ocsfClasses = {
  account: {
    uid: 3001,
    name: "Account Change",
    activities: { 1: "Create", 3: "Password Change", 6: "Delete", 10: "MFA Factor Enable", 11: "MFA Factor Disable" },
  },
  authentication: { uid: 3002, name: "Authentication", activities: { 1: "Logon", 2: "Logoff" } },
  entity: {
    uid: 3004,
    name: "Entity Management",
    activities: { 1: "Create", 2: "Read", 3: "Update", 4: "Delete" },
  },
  access: { uid: 3005, name: "User Access Management", activities: { 1: "Assign Privileges" } },
  group: { uid: 3006, name: "Group Management", activities: { 3: "Add User", 4: "Remove User" } },
  api: {
    uid: 6003,
    name: "API Activity",
    activities: { 1: "Create", 2: "Read", 3: "Update", 4: "Delete" },
  },
  datastore: { uid: 6005, name: "Datastore Activity", activities: { 1: "Read", 4: "Query", 5: "Write", 8: "List" } },
} as const satisfies Record<string, { uid: number; name: string; activities: Readonly<Record<number, string>> }>;
export type OcsfClass = keyof typeof ocsfClasses;

export const ocsfCategories: Readonly<Record<number, string>> = {
  3: "Identity & Access Management",
  6: "Application Activity",
};

/** What OCSF calls an act. A name is given only where the class has no number for it: activity 99, Other. */
export interface OcsfActivity {
  class: OcsfClass;
  id: number;
  name?: string;
}

const changes: Partial<Record<string, number>> = { CREATE: 1, UPDATE: 3, DELETE: 4, SETTINGS_CHANGE: 3, REMOVE: 4 };
const methods: Partial<Record<string, number>> = { GET: 2, HEAD: 2, POST: 1, PUT: 3, PATCH: 3, DELETE: 4 };
const other = 99;

const people = new Set(["user", "member"]);
/** What decides who may do what, and what leaves the organization. */
const managed = new Set([
  "organization",
  "network_list",
  "invitation",
  "api_key",
  "audit_stream",
  "audit_export",
  "legal_hold",
]);

const always: Partial<Record<Action, OcsfActivity>> = {
  LOGIN: { class: "authentication", id: 1 },
  LOGOUT: { class: "authentication", id: 2 },
  INVITE: { class: "entity", id: 1 },
  ROLE_CHANGE: { class: "access", id: 1 },
  SETTINGS_CHANGE: { class: "entity", id: 3 },
  SUBSCRIPTION_CHANGE: { class: "entity", id: 3 },
  PAYMENT: { class: "api", id: other, name: "Payment" },
  RESTORE: { class: "api", id: other, name: "Restore" },
  // Data leaves either way.
  VERIFY: { class: "datastore", id: 4 },
  EXPORT: { class: "datastore", id: 4 },
  IMPORT: { class: "datastore", id: 5 },
};

/** What an event is to OCSF: its class and activity. What is known to neither is API Activity, Other, by its own name. */
export function ocsfActivityOf(entry: LogEntry): OcsfActivity {
  const { action, resource } = entry;
  const known = always[action as Action];
  if (known) return known;
  if (action === "VIEW") return { class: "datastore", id: entry.resourceId === null ? 8 : 1 };
  if (resource === "two_factor" && action === "CREATE") return { class: "account", id: 10 };
  if (resource === "two_factor" && action === "DELETE") return { class: "account", id: 11 };
  if (people.has(resource)) {
    const about = ofPerson(entry);
    if (about) return about;
  }
  const asked = action === "DENIED" ? methods[entry.context.method as string] : changes[action];
  const id = action === "ERASE" || action === "PRUNE" ? 4 : asked;
  if (id === undefined) return { class: "api", id: other, name: wordsOf(action) };
  return { class: managed.has(resource) && action !== "DENIED" ? "entity" : "api", id };
}

function ofPerson({ action, resource, changes: changed }: LogEntry): OcsfActivity | undefined {
  if (action === "ERASE") return { class: "account", id: 6 };
  if (resource === "member" && action === "CREATE") return { class: "group", id: 3 };
  if (resource === "member" && (action === "REMOVE" || action === "DELETE")) return { class: "group", id: 4 };
  if (action === "CREATE") return { class: "account", id: 1 };
  if (action === "DELETE") return { class: "account", id: 6 };
  if (action === "UPDATE" && changed?.password) return { class: "account", id: 3 };
  return action === "UPDATE" ? { class: "account", id: other, name: "Update" } : undefined;
}

/** `ROLE_CHANGE` → `Role Change`. */
export function wordsOf(action: string): string {
  return action
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
