import { equal, fromBase64, utf8 } from "../../proofs/bytes.ts";
import { openCheckpoint } from "../../proofs/checkpoint.ts";
import type { Checkpoint } from "../../proofs/checkpoint.ts";
import type { OpenedCheckpoint, Place, Verdict } from "../../proofs/log-verdict.ts";
import { parseKey } from "../../proofs/note.ts";
import type { VerifierKey } from "../../proofs/note.ts";
import { provesInclusion } from "../../proofs/tree.ts";
import { verifyEvent } from "../../proofs/verify-event.ts";
import { verifyLog } from "../../proofs/verify-log.ts";
import { Refusal } from "../refusal.ts";
import { logHasher, sha256, treeHasher, verifyEd25519 } from "./node-hashing.ts";

/** A file of JSON lines: a header, an event a line, and a last line that says how many there are. */

export const exportFormat = "nextcrm-audit-log/1";

export interface ExportHeader {
  format: typeof exportFormat;
  /** The log's name, and its keys'. */
  origin: string;
  /** As verifiers take them, newest first. */
  keys: string[];
  /** The signed note; null for a log that was never sealed. */
  checkpoint: string | null;
  /** All events up to the checkpoint are there in their order; otherwise each brings its proof. */
  whole: boolean;
}

export interface ExportedEvent {
  sequence: number;
  /** Canonical JSON, the bytes that were hashed. */
  leaf?: string;
  disclosures?: string[];
  /** In place of a leaf that was pruned: base64 of its hash. */
  hash?: string;
  /** Digests of disclosures that were erased. */
  erased?: string[];
  /** base64 of each hash, from the leaf upward. */
  proof?: string[];
}

export interface ExportVerdict extends Verdict {
  origin: string;
  whole: boolean;
  /** Sizes of kept checkpoints with which this file cannot be compared. */
  notCompared: number[];
}

/** Verifies a downloaded export, against its own checkpoint and those that somebody kept. */
export async function verifyExport(lines: AsyncIterable<string>, kept: readonly string[] = []): Promise<ExportVerdict> {
  const reader = lines[Symbol.asyncIterator]();
  const header = headerOf((await reader.next()).value as string | undefined);
  const keys = header.keys.flatMap((text) => parseKey(sha256, text) ?? []);
  const checkpoint = header.checkpoint === null ? null : await opened(header.checkpoint, keys);
  const checkpoints: OpenedCheckpoint[] = checkpoint ? [checkpoint] : [];
  if (header.checkpoint !== null && !checkpoint)
    checkpoints.push({ size: 0, root: new Uint8Array(32), wrong: "The file's checkpoint is not signed by its keys." });
  const events = readEvents(reader);
  const { origin, whole } = header;
  const notCompared: number[] = [];
  for (const note of kept) {
    const one = await keptOne(note, keys);
    const isComparable =
      one.wrong !== undefined || (whole ? one.size <= (checkpoint?.size ?? 0) : one.size === checkpoint?.size);
    if (isComparable) checkpoints.push(one);
    else notCompared.push(one.size);
  }
  if (!whole) return { origin, whole, notCompared, ...(await verifySelected(events, checkpoint, checkpoints)) };
  const sorted = checkpoints.toSorted((one, other) => one.size - other.size);
  const verdict = await verifyLog(logHasher, places(events), [sorted], {
    promised: checkpoint?.size ?? 0,
    pruned: () => true,
    erased: () => true,
  });
  return { origin, whole, notCompared, ...verdict };
}

function headerOf(line: string | undefined): ExportHeader {
  try {
    const header = JSON.parse(line ?? "") as ExportHeader;
    if (header.format === exportFormat && Array.isArray(header.keys)) return header;
  } catch {
    // Said below.
  }
  throw new Refusal("This file is no export of an audit log in JSON Lines (`export=jsonl`).");
}

async function opened(note: string, keys: readonly VerifierKey[]): Promise<Checkpoint | null> {
  for (const key of keys) {
    const checkpoint = await openCheckpoint(note, key, verifyEd25519);
    if (checkpoint) return checkpoint;
  }
  return null;
}

async function keptOne(note: string, keys: readonly VerifierKey[]): Promise<OpenedCheckpoint> {
  const checkpoint = await opened(note, keys);
  if (checkpoint) return { ...checkpoint, kept: true };
  const wrong = "The checkpoint that was kept is not signed by a key of this file.";
  return { size: 0, root: new Uint8Array(32), kept: true, wrong };
}

const batchSize = 1_000;

/** Batches of events up to the last line, which has to be there and to count them. */
async function* readEvents(lines: AsyncIterator<string>): AsyncGenerator<ExportedEvent[]> {
  let batch: ExportedEvent[] = [];
  let count = 0;
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Refusal(`The file ends within the log, behind ${count} events: it was not downloaded whole.`);
    const line = lineOf(value, count);
    if ("events" in line) {
      if (line.events !== count) throw new Refusal(`The file says ${line.events} events and has ${count}.`);
      if (batch.length > 0) yield batch;
      return;
    }
    count += 1;
    batch.push(line);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
}

function lineOf(text: string, before: number): ExportedEvent | { events: number } {
  try {
    return JSON.parse(text) as ExportedEvent | { events: number };
  } catch {
    throw new Refusal(`Line ${before + 2} of the file is no JSON.`);
  }
}

async function* places(events: AsyncIterable<ExportedEvent[]>): AsyncGenerator<Place[]> {
  for await (const batch of events) yield batch.map(placeOf);
}

const idInLeaf = /"id":"([0-9a-f-]{36})","occurredAt":/;

/** A place whose hash is the leaf's own: only the checkpoint says what it has to be. */
function placeOf({ sequence, leaf, disclosures = [], hash, erased = [] }: ExportedEvent): Place {
  const eventId = (leaf && idInLeaf.exec(leaf)?.[1]) ?? `pruned ${sequence}`;
  if (leaf !== undefined)
    return { sequence, eventId, leaf, hash: logHasher.leafOf(leaf), disclosures, erased, columns: null };
  const kept = fromBase64(hash ?? "") ?? new Uint8Array(32);
  return { sequence, eventId, leaf: null, hash: kept, disclosures, erased, columns: null };
}

/** Events one by one, each by its own proof. */
async function verifySelected(
  events: AsyncIterable<ExportedEvent[]>,
  checkpoint: Checkpoint | null,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<Verdict> {
  const verdict: Verdict = {
    size: 0,
    pruned: 0,
    erased: 0,
    checkpoints: checkpoint ? 1 : 0,
    root: checkpoint?.root ?? treeHasher.empty(),
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
          ? findingIn(event, checkpoint, verdict)
          : { kind: "inserted" as const, sentence: "It is in the file twice, or without a checkpoint." };
      if (finding) return { ...verdict, finding: { sequence: event.sequence, ...finding } };
      seen.add(event.sequence);
      verdict.size += 1;
    }
  return verdict;
}

function findingIn(
  { sequence: index, leaf = "", disclosures = [], proof = [], erased = [] }: ExportedEvent,
  { size, root }: Checkpoint,
  verdict: Verdict,
) {
  const claim = {
    index,
    size,
    leaf: treeHasher.leaf(utf8(leaf)),
    proof: proof.map((text) => fromBase64(text) ?? new Uint8Array()),
    root,
  };
  if (!provesInclusion(treeHasher, claim))
    return { kind: "changed" as const, sentence: "Its proof does not lead to the file's checkpoint." };
  const place = { sequence: index, eventId: "", leaf, hash: claim.leaf, disclosures, erased, columns: null };
  const content = verifyEvent(logHasher.digestOf, place);
  if ("wrong" in content) return { kind: "changed" as const, sentence: content.wrong };
  verdict.erased += content.erased + content.lost;
  return null;
}
