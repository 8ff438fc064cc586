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
  /** Why nothing can be done in it at the moment; null where that is not so. */
  suspended: Suspension | null;
}

/** Why an organization is suspended. */
export interface Suspension {
  reason: string;
  /** RFC 3339; null where nobody knows. */
  since: string | null;
}

/** How an operator is in an organization that they are no member of. */
export interface Visit {
  id: string;
  /** What the organization was told. */
  reason: string;
  /** RFC 3339. */
  until: string;
}

export interface SessionCaller {
  type: "user";
  userId: string;
  name: string;
  email: string;
  sessionId: string;
  /** Not while they visit an organization: what is the operator's waits until they have left. */
  operator: boolean;
  membership: Membership | null;
  /** An operator is there to help, and no member. */
  visit?: Visit;
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
  type: "user" | "key" | "system" | "operator";
  userId: string | null;
  organizationId: string;
  role: Role;
  name: string;
  email?: string;
  sessionId?: string;
  keyId?: string;
  /** Of an operator on a visit: their own id, which says that they are no member. */
  impersonator?: string;
  visitId?: string;
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
  const { userId } = caller;
  const shared = { userId, organizationId, role, name: caller.name };
  if (caller.type === "user") {
    const { email, sessionId, visit } = caller;
    const actor = { ...shared, email, sessionId, method: "session" } as const;
    return visit ? { ...actor, type: "operator", impersonator: userId, visitId: visit.id } : { ...actor, type: "user" };
  }
  return { ...shared, type: "key", keyId: caller.keyId, method: "api_key" };
}

/** Of what an actor makes, whose it is unless they say so; an operator on a visit has nothing there. */
export function ownerByDefault({ type, userId }: Actor): string | null {
  return type === "operator" ? null : userId;
}

export function systemActor(organizationId: string, name = "NextCRM"): Actor {
  return { type: "system", userId: null, organizationId, role: "owner", name, method: "internal" };
}
