import type { Columns, Place } from "../../proofs/log-verdict.ts";
import { momentOf } from "../ports/moment.ts";
import type { Sql } from "../ports/database.ts";
import { behindName, between, disclosureIn } from "./place-rows.ts";
import type { ErasedOf } from "./place-rows.ts";

/**
 * Places of a range as few rows, whose columns are texts of many lines: a row an event costs PostgreSQL twice as much,
 * and Node more than all hashing does. Whatever has no value is a line feed too many, so that no two contents look
 * alike.
 */

/** With more, the system gives PostgreSQL memory for each text anew: at 128 a fifth of its work, at 256 half of it. */
const placesInRow = 64;
const rowsAtOnce = 3;
export const placesAtOnce = placesInRow * rowsAtOnce;

/** A text that might be absent though its column allows none. */
const certain = (text: string) => `coalesce(${text}, E'\\n')`;
const lines = (text: string) => `string_agg(${text}, E'\\n')`;
const mine = (id: string) => `organization_id = $1 and ${id} = any((select ids from ids)::uuid[])`;

/**
 * As many rows as are written here: of a series from one parameter to another PostgreSQL thinks that it is long, and
 * makes a plan anew for every range, which takes it a third as long as reading the range does.
 */
const firsts = Array.from({ length: rowsAtOnce }, (_, row) => `($2::bigint + ${row * placesInRow})`).join();

const selectPacked = `
  select packed.* from (values ${firsts}) as row (first) cross join lateral (
  with places as materialized (
    select sequence, event_id, hash from audit_leaf where organization_id = $1 and sequence >= first and sequence < first + ${placesInRow} order by sequence),
  ids as materialized (select array_agg(event_id) as ids from places)
  select p.*, e.*, d.* from
    (select count(*), count(*) filter (where octet_length(hash) = 32), ${lines("sequence::text")}, ${lines(certain("event_id::text"))},
      string_agg(hash, '') from places) p,
    (select count(*), ${lines("id::text")}, ${lines(certain("leaf"))}, ${lines(certain("action"))}, ${lines(certain("resource"))},
      ${lines("coalesce('=' || resource_id, '')")}, ${lines(certain("outcome"))}, ${lines("coalesce(actor_id::text, '')")},
      ${lines(certain("occurred_at::text"))} from audit_event where ${mine("id")}) e,
    (select count(*), ${lines(certain("event_id || E'\\t' || name || E'\\t' || disclosure"))} from audit_disclosure where ${mine("event_id")}) d) packed`;

/** In the order of the select list; texts are null where they would have no line. */
type Packed = [
  places: number,
  wholeHashes: number,
  sequences: string | null,
  eventIds: string | null,
  hashes: Uint8Array | null,
  events: number,
  ids: string | null,
  leaves: string | null,
  actions: string | null,
  resources: string | null,
  resourceIds: string | null,
  outcomes: string | null,
  actorIds: string | null,
  moments: string | null,
  values: number,
  disclosures: string | null,
];

/** `placesAtOnce` places from one on; null where something is so unusual that they have to be read row by row. */
export async function readPacked(
  sql: Sql,
  organizationId: string,
  from: number,
  erasedOf: Promise<ErasedOf>,
): Promise<Place[] | null> {
  const [rows, erased] = await Promise.all([
    sql.values(selectPacked, [organizationId, from], { prepare: true }) as Promise<Packed[]>,
    erasedOf,
  ]);
  const places = rows.map((row) => placesIn(organizationId, row, erased));
  return places.includes(null) ? null : (places.flat() as Place[]);
}

function placesIn(organizationId: string, packed: Packed, erasedOf: ErasedOf): Place[] | null {
  const [count, wholeHashes, sequences, eventIds, hashes, , ids] = packed;
  const places = linesIn(sequences, count);
  const idsOfPlaces = linesIn(eventIds, count);
  const events = eventsIn(organizationId, packed);
  const disclosures = disclosuresIn(packed);
  if (!places || !idsOfPlaces || !events || !disclosures || wholeHashes !== count) return null;
  const eventOf = eventIds === ids && isAscending(idsOfPlaces) ? (at: number) => events[at] : byId(events, idsOfPlaces);
  if (!eventOf) return null;
  const made: Place[] = [];
  for (let at = 0, last = -Infinity; at < count; at += 1) {
    const sequence = Number(places[at]);
    if (sequence <= last) return null;
    last = sequence;
    const eventId = idsOfPlaces[at]!;
    const event = eventOf(at);
    made.push({
      sequence,
      eventId,
      leaf: event?.leaf ?? null,
      hash: hashes!.subarray(at * 32, at * 32 + 32),
      disclosures: disclosures.get(eventId) ?? none,
      erased: erasedOf(eventId),
      columns: event?.columns ?? null,
    });
  }
  return made;
}

const none: readonly string[] = [];

/** As many lines as there are values: with one more, a value has several, or there is none. */
function linesIn(text: string | null, count: number): string[] | null {
  const values = text === null ? [] : text.split(between);
  return values.length === count ? values : null;
}

function isAscending(ids: readonly string[]): boolean {
  for (let at = 1; at < ids.length; at += 1) if (ids[at]! <= ids[at - 1]!) return false;
  return true;
}

/** The event of each of these; null where two events have one id. */
function byId(
  events: readonly StoredEvent[],
  ids: readonly string[],
): ((at: number) => StoredEvent | undefined) | null {
  const known = new Map(events.map((event) => [event.columns.id, event]));
  return known.size === events.length ? (at) => known.get(ids[at]!) : null;
}

interface StoredEvent {
  leaf: string;
  columns: Columns;
}

/** Null where a value has several lines. */
function eventsIn(organizationId: string, packed: Packed): StoredEvent[] | null {
  const [, , , , , count, ...texts] = packed;
  const columns = texts.slice(0, 8).map((text) => linesIn(text as string | null, count));
  if (columns.includes(null)) return null;
  const [ids, leaves, actions, resources, resourceIds, outcomes, actorIds, moments] = columns as string[][];
  const events: StoredEvent[] = [];
  for (let at = 0; at < count; at += 1) {
    const resourceId = resourceIds![at]!;
    events.push({
      leaf: leaves![at]!,
      columns: {
        organizationId,
        id: ids![at]!,
        action: actions![at]!,
        resource: resources![at]!,
        resourceId: resourceId === "" ? null : resourceId.slice(1),
        outcome: outcomes![at]!,
        actorId: actorIds![at]! || null,
        occurredAt: momentOf(moments![at]!),
      },
    });
  }
  return events;
}

const idLength = 36;

/** Texts of disclosures by the ids of their events; null where a value has several lines. */
function disclosuresIn(packed: Packed): Map<string, string[]> | null {
  const [count, text] = packed.slice(-2) as [number, string | null];
  const rows = linesIn(text, count);
  if (!rows) return null;
  const disclosures = new Map<string, string[]>();
  let [last, texts]: [string, string[]] = ["", []];
  for (const row of rows) {
    const id = row.slice(0, idLength);
    if (id !== last) {
      last = id;
      texts = disclosures.get(last) ?? [];
      disclosures.set(last, texts);
    }
    texts.push(disclosureIn(row.slice(idLength + behindName.length)));
  }
  return disclosures;
}
