import { toHex } from "../../../proofs/bytes.ts";
import { call } from "../../api/client.ts";
import type { AuditEntry } from "../../api/contract.ts";
import { checkEvent, digestOf, hashOfLeaf } from "./check-event.ts";
import type { EventProof, Step } from "./check-event.ts";
import { keepCheckpoint, keptCheckpoint } from "./kept-checkpoint.ts";

/** What the log says of an event, and what of it was found to be true. */
export interface ProvenEvent {
  steps: Step[];
  sequence: number | null;
  /** Events that the newest checkpoint promises. */
  size: number | null;
  sealedAt: string | null;
  leaf: string;
  /** SHA-256 of 0x00 and the leaf, in hexadecimal. */
  leafHash: string;
  values: SealedValue[];
}

/** A personal value, by its digest. */
export interface SealedValue {
  digest: string;
  /** Null where nothing says what it was. */
  name: string | null;
  state: "there" | "erased" | "lost";
  /** The event of its erasing, and when that was. */
  act?: string;
  at?: string;
}

/** Asks for an event's proof and checks it here; keeps the checkpoint that it leads to. */
export async function proveEvent(entry: AuditEntry, organizationId: string): Promise<ProvenEvent> {
  const proof = await call("GET /api/organization/audit-logs/{id}/proof", { params: { id: entry.id } });
  const { steps, note } = await checkEvent(entry, proof, keptCheckpoint(organizationId));
  if (note !== undefined) keepCheckpoint(organizationId, note);
  const { sequence, size, sealedAt, leaf } = proof;
  return { steps, sequence, size, sealedAt, leaf, leafHash: toHex(hashOfLeaf(leaf)), values: valuesOf(proof) };
}

function valuesOf({ leaf, disclosures, erased }: EventProof): SealedValue[] {
  let digests: string[];
  try {
    ({ digests } = JSON.parse(leaf) as { digests: string[] });
  } catch {
    return [];
  }
  const there = new Map(disclosures.map(({ name, disclosure }) => [digestOf(disclosure), name]));
  return digests.map((digest) => {
    const name = there.get(digest);
    if (name !== undefined) return { digest, name, state: "there" };
    const gone = erased.find((one) => one.digest === digest);
    return gone ? { ...gone, state: "erased" } : { digest, name: null, state: "lost" };
  });
}
