import { fromBase64, toHex, utf8 } from "../../../proofs/bytes.ts";
import { openCheckpoint } from "../../../proofs/checkpoint.ts";
import type { Checkpoint } from "../../../proofs/checkpoint.ts";
import { parseKey } from "../../../proofs/note.ts";
import type { VerifierKey } from "../../../proofs/note.ts";
import { provesConsistency, provesInclusion } from "../../../proofs/tree.ts";
import type { Hash } from "../../../proofs/tree.ts";
import { call } from "../../api/client.ts";
import type { Answer, AuditEntry } from "../../api/contract.ts";
import { formatDecimal } from "../../records/format.ts";
import { browserMachine } from "./browser-machine.ts";
import type { KeptCheckpoint } from "./kept-checkpoint.ts";

export type EventProof = Answer<"GET /api/organization/audit-logs/{id}/proof">;

/** One thing that was looked at: in order, wrong, or nothing to compare with. */
export interface Step {
  name: string;
  state: "right" | "wrong" | "open";
  /** For people; of a digest, its beginning. */
  sentence: string;
}

const { hasher, sha256, verifyEd25519 } = browserMachine;
const right = (name: string, sentence: string): Step => ({ name, state: "right", sentence });
const wrong = (name: string, sentence: string): Step => ({ name, state: "wrong", sentence });
const open = (name: string, sentence: string): Step => ({ name, state: "open", sentence });
const decoded = (texts: readonly string[]) => texts.map((text) => fromBase64(text) ?? new Uint8Array());

/** base64url of SHA-256 of a disclosure, as leaves hold it. */
export const digestOf = hasher.digestOf;

export function hashOfLeaf(leaf: string): Hash {
  return hasher.tree.leaf(utf8(leaf));
}

/**
 * Checks everything that an event's proof claims, from the leaf up to the checkpoint that this browser kept. `note` is
 * the checkpoint that was signed, to be kept, where nothing is wrong.
 */
export async function checkEvent(
  entry: AuditEntry,
  proof: EventProof,
  kept: KeptCheckpoint | undefined,
): Promise<{ steps: Step[]; note?: string }> {
  const sealed = parsed(proof.leaf);
  if (!sealed) return { steps: [wrong("Event", "What was sealed is not JSON.")] };
  const steps = [leafStep(entry, proof.leaf, sealed), valuesStep(sealed.digests, proof)];
  if (proof.sequence === null || proof.checkpoint === null || proof.proof === null)
    return { steps: [...steps, await waitingStep(entry)] };
  const keys = (await call("GET /api/organization/audit-logs/keys")).keys.flatMap(
    ({ key }) => parseKey(sha256, key) ?? [],
  );
  const checkpoint = await openedBy(keys, proof.checkpoint);
  if (!checkpoint) return { steps: [...steps, wrong("Signature", "No key of this log signed the checkpoint.")] };
  steps.push(placeStep(proof, checkpoint), signatureStep(keys, checkpoint), await keptStep(keys, checkpoint, kept));
  const isSound = steps.every(({ state }) => state !== "wrong");
  return isSound ? { steps, note: proof.checkpoint } : { steps };
}

type Sealed = Record<string, unknown> & { actor: { id?: string }; digests: string[] };

function parsed(leaf: string): Sealed | undefined {
  try {
    return JSON.parse(leaf) as Sealed;
  } catch {
    return undefined;
  }
}

/** Whether what the page tells is what was sealed. */
function leafStep(entry: AuditEntry, leaf: string, sealed: Sealed): Step {
  const name = "Event";
  const shown = {
    id: entry.id,
    action: entry.action,
    resource: entry.resource,
    resourceId: entry.resourceId ?? undefined,
    outcome: entry.outcome,
    occurredAt: entry.createdAt,
  };
  const other = Object.entries(shown).find(([member, value]) => sealed[member] !== value);
  if (other)
    return wrong(name, `The page shows “${other[1]}” as ${other[0]}, and “${String(sealed[other[0]])}” was sealed.`);
  if ((sealed.actor.id ?? null) !== (entry.user?.id ?? null))
    return wrong(name, "Another person was sealed as who did it.");
  return right(name, `What this page shows is what was sealed. Its hash is ${short(toHex(hashOfLeaf(leaf)))}.`);
}

function valuesStep(digests: readonly string[], { disclosures, erased }: EventProof): Step {
  const name = "Personal values";
  const there = disclosures.map(({ disclosure }) => digestOf(disclosure));
  if (there.some((digest) => !digests.includes(digest)))
    return wrong(name, "A value stands beside the event that is not the one that was sealed.");
  const gone = digests.filter((digest) => !there.includes(digest));
  const lost = gone.filter((digest) => !erased.some((one) => one.digest === digest)).length;
  if (lost > 0) return wrong(name, `${lost} of ${digests.length} are gone, and no act of erasing says so.`);
  if (digests.length === 0) return right(name, "It has none.");
  const kept = `${there.length} of ${digests.length} are there and have the digests that were sealed`;
  return right(name, gone.length === 0 ? `${kept}.` : `${kept}; the others were erased.`);
}

const longestWaitMs = 60_000;

async function waitingStep({ id, createdAt }: AuditEntry): Promise<Step> {
  const { finding } = await call("GET /api/organization/audit-logs/unsealed");
  if (finding?.eventId === id || Date.now() - Date.parse(createdAt) > longestWaitMs)
    return wrong("Place", "It has no place in the log, and should have had one within a second.");
  return open("Place", "It is not sealed yet. Try again in a moment.");
}

function placeStep({ leaf, sequence: index, size, proof }: EventProof, { size: signed, root }: Checkpoint): Step {
  const claim = { index: index!, size: size!, leaf: hashOfLeaf(leaf), proof: decoded(proof!), root };
  if (size === signed && provesInclusion(hasher.tree, claim))
    return right(
      "Place",
      `It is No. ${formatDecimal(index! + 1)} of the log: ${claim.proof.length} hashes lead to the root of ${formatDecimal(signed)} events.`,
    );
  return wrong("Place", `The proof does not lead from this event to the root of ${formatDecimal(signed)} events.`);
}

function signatureStep(keys: readonly VerifierKey[], { origin, size }: Checkpoint): Step {
  const key = keys.find(({ name }) => name === origin)!;
  return right(
    "Signature",
    `The checkpoint of ${formatDecimal(size)} events is signed by the log's key ${toHex(key.id)}.`,
  );
}

async function keptStep(
  keys: readonly VerifierKey[],
  checkpoint: Checkpoint,
  kept: KeptCheckpoint | undefined,
): Promise<Step> {
  const name = "History";
  if (!kept) return open(name, "This browser had kept no checkpoint to compare with. It keeps this one from now on.");
  const earlier = await openedBy(keys, kept.note);
  const what = `the checkpoint of ${formatDecimal(kept.size)} events that this browser kept`;
  if (!earlier) return wrong(name, `No key of this log opens ${what}: forked.`);
  if (earlier.size > checkpoint.size) return wrong(name, `The log is shorter now than ${what} promised.`);
  const query = { from: earlier.size, to: checkpoint.size };
  const { proof } =
    earlier.size === checkpoint.size
      ? { proof: [] }
      : await call("GET /api/organization/audit-logs/consistency", { query });
  const trees = {
    first: earlier.size,
    second: checkpoint.size,
    firstRoot: earlier.root,
    secondRoot: checkpoint.root,
    proof: decoded(proof),
  };
  if (provesConsistency(hasher.tree, trees)) return right(name, `The log continues ${what}.`);
  return wrong(name, `The log does not continue ${what}: forked.`);
}

export async function openedBy(keys: readonly VerifierKey[], note: string): Promise<Checkpoint | null> {
  for (const key of keys) {
    const checkpoint = await openCheckpoint(note, key, verifyEd25519);
    if (checkpoint) return checkpoint;
  }
  return null;
}

function short(hex: string): string {
  return `${hex.slice(0, 8)}…${hex.slice(-8)}`;
}
