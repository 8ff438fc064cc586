import { canonicalJson } from "../../proofs/canonical-json.ts";
import type { Action, EventClass, Outcome } from "./event.ts";

/**
 * The clear part of an event, as it is sealed: canonical JSON of this, byte for byte. Members that say nothing are
 * left out. Nothing in it tells of a person but by id; whatever does is a disclosure, of which it holds the digest.
 */
export interface Leaf {
  schemaVersion: 1;
  id: string;
  organizationId: string;
  action: Action;
  class: EventClass;
  resource: string;
  resourceId?: string;
  outcome: Outcome;
  reason?: string;
  actor: {
    type: string;
    id?: string;
    role?: string;
    sessionId?: string;
    keyId?: string;
    method?: string;
    /** The operator who acts here without being a member, and by which visit. */
    impersonator?: string;
    visitId?: string;
  };
  targets: { type: string; id: string }[];
  context: Record<string, unknown>;
  /** base64url(SHA-256) of each disclosure, in the order of their names. */
  digests: string[];
  occurredAt: string;
  recordedAt: string;
}

/** C2SP tlog-tiles writes an entry's length in two bytes. */
export const mostLeafBytes = 65_535;

export function textOfLeaf(leaf: Leaf): string {
  return canonicalJson(leaf);
}

export function parseLeaf(text: string): Leaf {
  return JSON.parse(text) as Leaf;
}
