import { eventsInOrder } from "../../audit/in-order.ts";
import type { Condition, Gap, SealedEntry } from "../../audit/in-order.ts";
import { ocsfOf } from "../../audit/ocsf.ts";
import type { Sql } from "../../ports/database.ts";
import type { EventFormat } from "../follow-log.ts";
import { wantedBy } from "./stream.ts";
import type { StreamFilter } from "./stream.ts";

export interface StreamToRead {
  organizationId: string;
  id: string;
  format: EventFormat;
  filter: StreamFilter;
}

/** One delivery, before it is signed. */
export interface Batch {
  /** The JSON of the request's body; null where there is nothing to tell of these places. */
  body: string | null;
  /** The place behind the last one that this is about. */
  nextSequence: number;
}

const mostEvents = 100;
const mostBytes = 256 * 1024;
/** Behind so many pieces without a single event that is wanted, it is at least said how far that was. */
const mostPieces = 50;

/**
 * The next delivery from a place on: up to 100 events and 256 KiB (one event may be more). With `upto` it is the one that
 * ended there before, whatever has been sealed since.
 */
export async function readBatch(sql: Sql, stream: StreamToRead, from: number, upto?: number): Promise<Batch> {
  let found = await findEvents(sql, stream, { from, upto }, mostEvents);
  const fitting = upto === undefined ? fittingCount(found.events, stream) : found.events.length;
  if (fitting < found.events.length) found = await findEvents(sql, stream, { from }, fitting);
  const { events, gap, nextSequence } = found;
  if (events.length === 0 && !gap) return { body: null, nextSequence };
  const { organizationId, id } = stream;
  const about = { type: "audit.events", organizationId, stream: id, firstSequence: from, nextSequence };
  const texts = events.map((event) => textOf(event, stream));
  const body = `${JSON.stringify({ ...about, ...(gap && { gap }) }).slice(0, -1)},"events":[${texts.join(",")}]}`;
  return { body, nextSequence };
}

async function findEvents(
  sql: Sql,
  { organizationId, filter }: StreamToRead,
  { from, upto }: { from: number; upto?: number | undefined },
  limit: number,
): Promise<{ events: SealedEntry[]; gap: Gap | null; nextSequence: number }> {
  const where = conditionOf(filter);
  const events: SealedEntry[] = [];
  let gap: Gap | null = null;
  let at = from;
  for (let pieces = 0; pieces < mostPieces; pieces += 1) {
    const range = { from: at, ...(upto !== undefined && { upto }) };
    const piece = await eventsInOrder(sql, organizationId, where, range, limit - events.length);
    events.push(...piece.events);
    gap = joined(gap, piece.gap);
    at = piece.nextSequence;
    const isDone = upto === undefined ? events.length > 0 : events.length === limit || at >= upto;
    if (isDone || at >= piece.size) break;
  }
  return { events, gap, nextSequence: at };
}

function conditionOf(filter: StreamFilter): Condition {
  const { actions, outcomes } = wantedBy(filter);
  return (parameters) => {
    const parts = ["e.organization_id = $1"];
    if (actions) parts.push(`e.action = any($${parameters.push(actions)}::text[])`);
    if (outcomes) parts.push(`e.outcome = any($${parameters.push(outcomes)}::text[])`);
    return parts.join(" and ");
  };
}

function joined(one: Gap | null, other: Gap | null): Gap | null {
  if (!one || !other) return one ?? other;
  return {
    firstSequence: one.firstSequence,
    lastSequence: other.lastSequence,
    events: one.events + other.events,
  };
}

function textOf(event: SealedEntry, { format, organizationId }: StreamToRead): string {
  return JSON.stringify(format === "ocsf" ? ocsfOf(event, organizationId) : event);
}

/** How many of the events fit into one delivery: one at least. */
function fittingCount(events: readonly SealedEntry[], stream: StreamToRead): number {
  let bytes = 0;
  const first = events.findIndex((event) => (bytes += Buffer.byteLength(textOf(event, stream)) + 1) > mostBytes);
  return first === -1 ? events.length : Math.max(1, first);
}
