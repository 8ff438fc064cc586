import { Problem } from "../problems.ts";
import type { AllowList } from "./networks.ts";
import type { Role } from "./permissions.ts";
import type { Plan } from "./plans.ts";

/** The organization that a caller works in, and as what. */
export interface Membership {
  organizationId: string;
  organizationName: string;
  plan: Plan;
  role: Role;
  /** From where it can be worked in: an address has to be in each; none where it can be from anywhere. */
  allowedFrom: readonly AllowList[];
  /** When it will be deleted, RFC 3339; until then it can only be read. Null where it will not. */
  deletionDueAt: string | null;
}

export interface SessionCaller {
  type: "user";
  userId: string;
  name: string;
  email: string;
  sessionId: string;
  operator: boolean;
  membership: Membership | null;
  /** The organization lets in only who has two-factor authentication, and this person has none. */
  mustEnrol?: boolean;
}

export interface KeyCaller {
  type: "key";
  /** Who created the key. */
  userId: string;
  name: string;
  keyId: string;
  operator: false;
  membership: Membership;
}

/** A program of an operator: it works for the installation, and in no organization. */
export interface OperatorKeyCaller {
  type: "operator-key";
  /** The operator who made the key. */
  userId: string;
  name: string;
  keyId: string;
  operator: true;
  membership: null;
  /** From where it can be used: an address has to be in each. */
  allowedFrom: readonly AllowList[];
}

export interface Nobody {
  type: "nobody";
}

/** Who sends a request. */
export type Caller = SessionCaller | KeyCaller | OperatorKeyCaller | Nobody;

export const nobody: Nobody = { type: "nobody" };

/** Who acts inside one organization, as the log tells it. */
export interface Actor {
  type: "user" | "key" | "system";
  userId: string | null;
  organizationId: string;
  role: Role;
  name: string;
  email?: string;
  sessionId?: string;
  keyId?: string;
  /** How the actor proved who they are. */
  method: "session" | "api_key" | "password" | "internal" | "command_line";
}

/** Where a request came from, as the log tells it. */
export interface Origin {
  requestId: string;
  method: string;
  route: string;
  ip: string | null;
  /** `socket`, or the header that a trusted proxy wrote. */
  ipSource: string;
  userAgent: string | null;
}

/** Work that no request started. */
export function internalOrigin(route: string): Origin {
  return { requestId: "-", method: "-", route, ip: null, ipSource: "none", userAgent: null };
}

/** Whether a caller's organization, and the key that they come with, let this address in; nobody's is none. */
export function isAllowed(caller: Caller, ip: string | null): boolean {
  if (caller.type === "nobody") return true;
  const { allowedFrom = [] } = caller.type === "operator-key" ? caller : (caller.membership ?? {});
  return allowedFrom.every((list) => list.includes(ip));
}

/** Whether an operator asks, or a program of one from where its key works. */
export function isOperator(caller: Caller, ip: string | null): caller is SessionCaller | OperatorKeyCaller {
  if (caller.type === "operator-key") return isAllowed(caller, ip);
  return caller.type === "user" && caller.operator;
}

/** The operator who asks, or their program, where `may: "operator"` lets nobody else in. */
export function operatorOf(caller: Caller): SessionCaller | OperatorKeyCaller {
  if (caller.type === "operator-key" || (caller.type === "user" && caller.operator)) return caller;
  throw new Problem("forbidden", "This is for operators.");
}

/** The actor that a caller is in their current organization. Throws a Problem where there is none. */
export function actorOf(caller: Caller): Actor {
  if (caller.type === "nobody") throw new Problem("not-signed-in", "Sign in or send an API key.");
  if (caller.type === "operator-key")
    throw new Problem("forbidden", "An operator's key works above organizations, and in none.");
  if (!caller.membership)
    throw new Problem("forbidden", "You are in no organization. Create one or accept an invitation first.");
  const { organizationId, role } = caller.membership;
  const shared = { userId: caller.userId, organizationId, role, name: caller.name };
  return caller.type === "user"
    ? { ...shared, type: "user", email: caller.email, sessionId: caller.sessionId, method: "session" }
    : { ...shared, type: "key", keyId: caller.keyId, method: "api_key" };
}

export function systemActor(organizationId: string, name = "NextCRM"): Actor {
  return { type: "system", userId: null, organizationId, role: "owner", name, method: "internal" };
}
