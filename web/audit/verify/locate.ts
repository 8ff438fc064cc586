import { equal } from "../../../proofs/bytes.ts";
import type { Finding } from "../../../proofs/log-verdict.ts";
import { entriesOf, hashesOfTile, pathOfEntries, pathOfTile, tileWidth } from "../../../proofs/tiles.ts";
import type { Hash } from "../../../proofs/tree.ts";
import { ApiProblem } from "../../api/problem.ts";
import { browserMachine } from "./browser-machine.ts";
import { fetchBytes } from "./fetch-log.ts";
import type { Report } from "./log-protocol.ts";

const { tree } = browserMachine.hasher;

/**
 * The finding with the place and the event at which it begins. A checkpoint alone only says that something before it is
 * wrong; the tiles of the tree, as they were stored when it grew, say what stood where.
 */
export async function locate(report: Report, total: number, signal: AbortSignal): Promise<Finding | null> {
  const { finding, tileRoots } = report;
  if (!finding || finding.eventId !== undefined || finding.kind === "forked" || finding.kind === "missing")
    return finding;
  const roots = hashesOfTile(tileRoots);
  // Where all that were filled are in order, it is in the one that was not full yet when the reading stopped.
  const index = (await firstOther(roots, signal)) ?? roots.length;
  const width = Math.min(tileWidth, total - index * tileWidth);
  const nearer = width > 0 ? await withinTile(index, width, finding, signal) : undefined;
  return nearer ?? withEvent(finding, signal);
}

/** The first full tile whose leaves are not the ones of which the tree was made. */
async function firstOther(roots: readonly Hash[], signal: AbortSignal): Promise<number | undefined> {
  for (let at = 0; at * tileWidth < roots.length; at += 1) {
    const ours = roots.slice(at * tileWidth, (at + 1) * tileWidth);
    const stored = await tile({ level: 1, index: at, width: ours.length }, signal);
    const other = ours.findIndex((root, place) => !equal(root, stored[place]!));
    if (other >= 0) return at * tileWidth + other;
  }
  return undefined;
}

/** Compares a tile's hashes with its events as they are now. */
async function withinTile(
  index: number,
  width: number,
  finding: Finding,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const [stored, entries] = await Promise.all([
    tile({ level: 0, index, width }, signal),
    entriesIn(index, width, signal),
  ]);
  if (!entries) return undefined;
  const hashes = entries.map((entry) => tree.leaf(entry));
  const at = hashes.findIndex((hash, place) => !equal(hash, stored[place]!));
  if (at < 0) return undefined;
  const isStored = (hash: Hash | undefined, place: number) =>
    hash !== undefined && stored[place] !== undefined && equal(hash, stored[place]);
  const found = (kind: Finding["kind"], sentence: string): Finding => {
    const eventId = idIn(entries[at]!);
    return { kind, sequence: index * tileWidth + at, ...(eventId && { eventId }), sentence };
  };
  const elsewhere = hashes.findIndex((hash, place) => place > at && isStored(hash, at));
  if (elsewhere > at && isStored(hashes[at], elsewhere))
    return found("reordered", "The tree has it at a later place, and what stands there here.");
  if (isStored(hashes[at + 1], at))
    return found("inserted", "The tree has what follows in its place, and this nowhere here.");
  if (isStored(hashes[at], at + 1))
    return found("missing", "What was sealed at this place is not there; what follows took it.");
  return found("changed", "It is not what was sealed at this place.");
}

/** The event that stands where the finding says. */
async function withEvent(finding: Finding, signal: AbortSignal): Promise<Finding> {
  if (finding.sequence === null) return finding;
  const index = Math.floor(finding.sequence / tileWidth);
  const at = finding.sequence % tileWidth;
  const entry = (await entriesIn(index, at + 1, signal))?.[at];
  const eventId = entry && idIn(entry);
  return eventId ? { ...finding, eventId } : finding;
}

async function tile(which: { level: number; index: number; width: number }, signal: AbortSignal): Promise<Hash[]> {
  return hashesOfTile(await bytesAt(pathOfTile(which), signal));
}

/** Undefined where some of them are not there. */
async function entriesIn(index: number, width: number, signal: AbortSignal): Promise<Uint8Array[] | undefined> {
  try {
    return entriesOf(await bytesAt(pathOfEntries(index, width), signal));
  } catch (failure) {
    if (failure instanceof ApiProblem && (failure.status === 410 || failure.status === 404)) return undefined;
    throw failure;
  }
}

async function bytesAt(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of await fetchBytes(`/api/organization/audit-logs/tiles/${path}`, signal)) parts.push(part);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function idIn(entry: Uint8Array): string | undefined {
  return /"id":"([0-9a-f-]{36})","occurredAt":/.exec(new TextDecoder().decode(entry))?.[1];
}
