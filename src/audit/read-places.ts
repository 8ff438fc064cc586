import type { Place } from "../../proofs/log-verdict.ts";
import type { Sql } from "../ports/database.ts";
import { readErasings } from "./erasings.ts";
import { placesAtOnce, readPacked } from "./packed-places.ts";
import { readRows } from "./place-rows.ts";
import type { ErasedOf, Range } from "./place-rows.ts";

const rangesAhead = 4;

/**
 * One log as it lies in the database, read from its beginning in the caller's transaction. Places by ranges of numbers,
 * not by so many rows: of two rows with one number, none may be passed over. Ranges are short, so that what is read is
 * forgotten soon, and asked for ahead, so that PostgreSQL reads while others look.
 */
export async function* readPlaces(sql: Sql, organizationId: string): AsyncGenerator<Place[]> {
  const erasings = await readErasings(sql, organizationId);
  const read = async (from: number) => {
    const range: Range = [organizationId, from, from + placesAtOnce];
    const erased = erasings.length > 0 ? readErased(sql, range, erasings) : nothingErased;
    return (await readPacked(sql, organizationId, from, erased)) ?? readRows(sql, range, erased);
  };
  for (let from = await firstPlace(sql, organizationId, Number.MIN_SAFE_INTEGER); from !== undefined;) {
    for await (const places of inOrder(read, from)) {
      if (places.length === 0) break;
      from += placesAtOnce;
      yield places;
    }
    from = await firstPlace(sql, organizationId, from);
  }
}

/** What ranges hold, one after the other, some of them asked for ahead. */
async function* inOrder<T>(read: (from: number) => Promise<T>, first: number): AsyncGenerator<T> {
  const asked: Promise<T>[] = [];
  const ask = (from: number) => {
    const reading = read(from);
    // One that fails tells so when its turn comes.
    reading.catch(() => undefined);
    asked.push(reading);
  };
  try {
    for (let from = first; ;) {
      for (; asked.length < rangesAhead; from += placesAtOnce) ask(from);
      yield await asked.shift()!;
    }
  } finally {
    await Promise.allSettled(asked);
  }
}

async function firstPlace(sql: Sql, organizationId: string, from: number): Promise<number | undefined> {
  const text =
    "select sequence from audit_leaf where organization_id = $1 and sequence >= $2 order by sequence limit 1";
  const [row] = await sql.query<{ sequence: number }>(text, [organizationId, from]);
  return row?.sequence;
}

const none: readonly string[] = [];
const nothingErased: Promise<ErasedOf> = Promise.resolve(() => none);

/** Digests of what was erased in a range of places by these acts, by the events that had it. */
async function readErased(sql: Sql, range: Range, acts: readonly string[]): Promise<ErasedOf> {
  const text = `select x.event_id as "eventId", array_agg(x.digest) as digests from audit_leaf l
    join audit_erasure x on x.organization_id = l.organization_id and x.event_id = l.event_id
    where l.organization_id = $1 and l.sequence >= $2 and l.sequence < $3 and x.erased_by = any($4::uuid[]) group by 1`;
  const rows = await sql.query<{ eventId: string; digests: string[] }>(text, [...range, acts], { prepare: true });
  const digests = new Map(rows.map((row) => [row.eventId, row.digests]));
  return (eventId) => digests.get(eventId) ?? none;
}
