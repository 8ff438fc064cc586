import { equal, fromBase64, utf8 } from "./bytes.ts";
import type { Sha256 } from "./bytes.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { headerOf, readEvents } from "./export-file.ts";
import type { ExportedEvent } from "./export-file.ts";
import type { OpenedCheckpoint, Place, Verdict } from "./log-verdict.ts";
import { parseKey } from "./note.ts";
import type { VerifierKey, VerifyEd25519 } from "./note.ts";
import { Prunes } from "./prunes.ts";
import { provesInclusion } from "./tree.ts";
import { verifyEvent } from "./verify-event.ts";
import { verifyLog } from "./verify-log.ts";
import type { Expectations, LogHasher } from "./verify-log.ts";

/** What the proofs need of the machine that they run on. */
export interface Machine {
  hasher: LogHasher;
  sha256: Sha256;
  verifyEd25519: VerifyEd25519;
}

export interface ExportVerdict extends Verdict {
  origin: string;
  whole: boolean;
  /** Sizes of kept checkpoints with which this file cannot be compared. */
  notCompared: number[];
}

export interface ExportOptions extends Pick<Expectations, "erased" | "filled"> {
  /** Notes of checkpoints that somebody kept. */
  kept?: readonly string[];
  /** Public keys, 32 bytes each, that were kept: no other is believed. Without them, those that the file brings are. */
  trusted?: readonly Uint8Array[];
  /** The file is the log as it is now: what a kept checkpoint promises beyond it is missing. */
  isCurrent?: boolean;
  /** Notes of earlier checkpoints of the log itself: the more there are, the nearer a finding is to what is wrong. */
  checkpoints?: readonly string[];
  /** Called with what was verified and found in order. */
  seen?(events: readonly ExportedEvent[]): void;
}

/**
 * Verifies an export, against its own checkpoint and those that somebody kept. Personal values that a file lacks may
 * have been erased by right, unless the options know better. Throws UnreadableExport for what is no export, or not whole.
 */
export async function verifyExport(
  machine: Machine,
  lines: AsyncIterable<string>,
  { kept = [], trusted, isCurrent = false, checkpoints: others = [], seen, ...expectations }: ExportOptions = {},
): Promise<ExportVerdict> {
  const reader = lines[Symbol.asyncIterator]();
  const { origin, whole, ...header } = headerOf((await reader.next()).value as string | undefined);
  const isBelieved = ({ name, publicKey }: VerifierKey) =>
    name === origin && (trusted === undefined || trusted.some((key) => equal(key, publicKey)));
  const keys = header.keys.flatMap((text) => parseKey(machine.sha256, text) ?? []).filter(isBelieved);
  const checkpoint = header.checkpoint === null ? null : await opened(machine, header.checkpoint, keys);
  const checkpoints: OpenedCheckpoint[] = checkpoint ? [checkpoint] : [];
  if (header.checkpoint !== null && !checkpoint)
    checkpoints.push({
      size: 0,
      root: new Uint8Array(32),
      wrong: `The file's checkpoint is not signed by ${trusted ? "a key that was kept" : "its keys"}.`,
    });
  for (const note of others) checkpoints.push(await ownOne(machine, note, keys));
  const prunes = new Prunes();
  const events = observed(readEvents(reader), (batch) => {
    for (const event of batch) prunes.see(event);
    seen?.(batch);
  });
  const notCompared: number[] = [];
  for (const note of kept) {
    const one = await keptOne(machine, note, keys);
    const reaches = isCurrent || one.size <= (checkpoint?.size ?? 0);
    if (one.wrong !== undefined || (whole ? reaches : one.size === checkpoint?.size)) checkpoints.push(one);
    else notCompared.push(one.size);
  }
  if (!whole)
    return { origin, whole, notCompared, ...(await verifySelected(machine, events, checkpoint, checkpoints)) };
  const verdict = await verifyLog(machine.hasher, places(machine.hasher, events), [checkpoints.toSorted(bySize)], {
    promised: Math.max(...checkpoints.map(({ size }) => size), 0),
    pruned: () => true,
    erased: () => true,
    ...expectations,
  });
  const finding = verdict.finding ?? prunes.finding(machine.sha256);
  return { origin, whole, notCompared, ...verdict, finding };
}

/** Of one size, the log's own before those that were kept. */
const bySize = (one: OpenedCheckpoint, other: OpenedCheckpoint) => one.size - other.size;

async function* observed(batches: AsyncIterable<ExportedEvent[]>, seen: (batch: readonly ExportedEvent[]) => void) {
  for await (const batch of batches) {
    yield batch;
    seen(batch);
  }
}

async function opened(
  { verifyEd25519 }: Machine,
  note: string,
  keys: readonly VerifierKey[],
): Promise<Checkpoint | null> {
  for (const key of keys) {
    const checkpoint = await openCheckpoint(note, key, verifyEd25519);
    if (checkpoint) return checkpoint;
  }
  return null;
}

/** The size of one that no key opens is what it says. */
async function ownOne(machine: Machine, note: string, keys: readonly VerifierKey[]): Promise<OpenedCheckpoint> {
  const checkpoint = await opened(machine, note, keys);
  if (checkpoint) return checkpoint;
  const size = Number(/^[^\n]*\n(\d{1,15})\n/.exec(note)?.[1] ?? 0);
  return {
    size,
    root: new Uint8Array(32),
    wrong: `The checkpoint of ${size} events is not signed by a key of this log.`,
  };
}

async function keptOne(machine: Machine, note: string, keys: readonly VerifierKey[]): Promise<OpenedCheckpoint> {
  const checkpoint = await opened(machine, note, keys);
  if (checkpoint) return { ...checkpoint, kept: true };
  const wrong = "The checkpoint that was kept is not signed by a key of this file.";
  return { size: 0, root: new Uint8Array(32), kept: true, wrong };
}

async function* places(hasher: LogHasher, events: AsyncIterable<ExportedEvent[]>): AsyncGenerator<Place[]> {
  for await (const batch of events) yield batch.map((event) => placeOf(hasher, event));
}

const idInLeaf = /"id":"([0-9a-f-]{36})","occurredAt":/;

/** A place whose hash is the leaf's own: only the checkpoint says what it has to be. */
function placeOf(hasher: LogHasher, { sequence, leaf, disclosures = [], hash, erased = [] }: ExportedEvent): Place {
  const eventId = (leaf && idInLeaf.exec(leaf)?.[1]) ?? `pruned ${sequence}`;
  if (leaf !== undefined)
    return { sequence, eventId, leaf, hash: hasher.leafOf(leaf), disclosures, erased, columns: null };
  const kept = fromBase64(hash ?? "") ?? new Uint8Array(32);
  return { sequence, eventId, leaf: null, hash: kept, disclosures, erased, columns: null };
}

/** Events one by one, each by its own proof. */
async function verifySelected(
  machine: Machine,
  events: AsyncIterable<ExportedEvent[]>,
  checkpoint: Checkpoint | null,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<Verdict> {
  const verdict: Verdict = {
    size: 0,
    pruned: 0,
    erased: 0,
    checkpoints: checkpoint ? 1 : 0,
    root: checkpoint?.root ?? machine.hasher.tree.empty(),
    finding: null,
  };
  const wrong = checkpoints.find((one) => one.wrong !== undefined);
  if (wrong)
    return { ...verdict, finding: { kind: wrong.kept ? "forked" : "changed", sequence: null, sentence: wrong.wrong! } };
  const other = checkpoints.find((one) => checkpoint && !equal(one.root, checkpoint.root));
  if (other) {
    const sentence = `The checkpoint of ${other.size} events that was kept has another root than the file's.`;
    return { ...verdict, finding: { kind: "forked", sequence: null, sentence } };
  }
  const seen = new Set<number>();
  for await (const batch of events)
    for (const event of batch) {
      const finding =
        checkpoint && !seen.has(event.sequence)
          ? findingIn(machine.hasher, event, checkpoint, verdict)
          : { kind: "inserted" as const, sentence: "It is in the file twice, or without a checkpoint." };
      if (finding) return { ...verdict, finding: { sequence: event.sequence, ...finding } };
      seen.add(event.sequence);
      verdict.size += 1;
    }
  return verdict;
}

function findingIn(
  hasher: LogHasher,
  { sequence: index, leaf = "", disclosures = [], proof = [], erased = [] }: ExportedEvent,
  { size, root }: Checkpoint,
  verdict: Verdict,
) {
  const claim = {
    index,
    size,
    leaf: hasher.tree.leaf(utf8(leaf)),
    proof: proof.map((text) => fromBase64(text) ?? new Uint8Array()),
    root,
  };
  if (!provesInclusion(hasher.tree, claim))
    return { kind: "changed" as const, sentence: "Its proof does not lead to the file's checkpoint." };
  const place = { sequence: index, eventId: "", leaf, hash: claim.leaf, disclosures, erased, columns: null };
  const content = verifyEvent(hasher.digestOf, place);
  if ("wrong" in content) return { kind: "changed" as const, sentence: content.wrong };
  verdict.erased += content.erased + content.lost;
  return null;
}
