import type { Permission } from "../access/permissions.ts";

/** What can be said of an act. */
export const actions = [
  "CREATE",
  "UPDATE",
  "DELETE",
  "VIEW",
  "VERIFY",
  "EXPORT",
  "IMPORT",
  "RESTORE",
  "ERASE",
  "PRUNE",
  "LOGIN",
  "LOGOUT",
  "INVITE",
  "REMOVE",
  "ROLE_CHANGE",
  "SETTINGS_CHANGE",
  "SUBSCRIPTION_CHANGE",
  "PAYMENT",
  "DENIED",
] as const;
export type Action = (typeof actions)[number];

export const outcomes = ["success", "failure", "denied"] as const;
export type Outcome = (typeof outcomes)[number];

/** The families of acts that auditors tell apart. */
export type EventClass = "management" | "authentication" | "authorization" | "data_access";

const classes: Partial<Record<Action, EventClass>> = {
  LOGIN: "authentication",
  LOGOUT: "authentication",
  DENIED: "authorization",
  ROLE_CHANGE: "authorization",
  INVITE: "authorization",
  REMOVE: "authorization",
  VIEW: "data_access",
  VERIFY: "data_access",
  EXPORT: "data_access",
};

export function classOf(action: Action): EventClass {
  return classes[action] ?? "management";
}

export type Changes = Record<string, { from: unknown; to: unknown }>;

/** Why something was refused or failed, in words of the program: whatever a person wrote belongs into `said`. */
export type Reason =
  | Permission
  | "rate limit"
  | "legal hold"
  | "address not allowed"
  | "people only"
  | "operators only"
  | "unknown account"
  | "address not confirmed"
  | "wrong password"
  | "wrong code"
  | "two-factor required"
  | "revoked"
  | "reset"
  | "receiver failed";

/** What happened, before it is known who did it and from where. */
export interface Entry {
  /** Given where other rows name the event; else it gets one. */
  id?: string;
  action: Action;
  resource: string;
  resourceId?: string;
  /** The resource's name to a person, at the time. */
  name?: string;
  changes?: Changes;
  outcome?: Outcome;
  reason?: Reason;
  targets?: { type: string; id: string }[];
  /** Further facts without personal data and without a text that a person wrote. */
  details?: Record<string, unknown>;
  /** The same in a person's own words, which may tell of anybody and so must be erasable. */
  said?: { reason?: string; details?: Record<string, unknown> };
}
