import type { Sql } from "../ports/database.ts";
import {
  amongSql,
  disclosedSql,
  eventsInBlock,
  eventsOfBlocksSql,
  eventsSql,
  idsOf,
  largestId,
  plainSql,
  whereSql,
} from "./filter-sql.ts";
import type { LogFilter } from "./filter-sql.ts";

/** Ids of events that match, newest first. */
export interface Found {
  ids: string[];
  /** Null when these are all, or as many as were wanted; else what has a smaller id than this was not looked at. */
  lookedDownTo: string | null;
}

export interface Wanted {
  /** Only events with a smaller id. */
  before?: string;
  most: number;
  /** Milliseconds after which it is enough; `lookedDownTo` then says how far it went. */
  patience?: number;
  /** How many of the newest events are looked at before anything else, and then how many blocks at most. */
  atFirst?: { events: number; blocks: number };
}

/** Frequent values fill a page from so many of the newest events; to read what was disclosed costs more. */
const lookedAtFirst = { plain: { events: 1_000, blocks: 64 }, disclosed: { events: 250, blocks: 56 } };
const fewestBlocksAtOnce = 8;
const mostBlocksAtOnce = 1_024;

/**
 * Looks among the newest events first; then among those in no block; then in the blocks that can hold a match, newest
 * first (migrations/0016). The answer is right whatever the blocks say: each event found is compared with the filter.
 */
export async function findEvents(sql: Sql, organizationId: string, filter: LogFilter, wanted: Wanted): Promise<Found> {
  const { since, until } = idsOf(filter);
  const { before = largestId, most, patience = Number.POSITIVE_INFINITY } = wanted;
  const isDisclosed = filter.search !== undefined || filter.ip !== undefined;
  const atFirst = wanted.atFirst ?? lookedAtFirst[isDisclosed ? "disclosed" : "plain"];
  const log = new LogReader(sql, organizationId, filter, most, since);
  const start = before < until ? before : until;
  if (hasIndex(filter)) return { ids: await log.matching(start), lookedDownTo: null };
  const { ids, lowest } = await log.newest(start, atFirst.events);
  if (ids.length === most || lowest === null) return { ids, lookedDownTo: null };
  const size = Math.min(Math.max(Math.ceil((most - ids.length) * 1.1), fewestBlocksAtOnce), atFirst.blocks);
  return findInBlocks(log, ids, lowest, { most, until: performance.now() + patience, size });
}

/** Whether an index gives all that match in the order of ids, or nearly nothing else. */
function hasIndex({ id, resourceId, ...filter }: LogFilter): boolean {
  const others = [filter.action, filter.resource, filter.outcome, filter.ip, filter.search];
  return (
    id !== undefined ||
    resourceId !== undefined ||
    (others.every((one) => one === undefined) && filter.excludeReads !== "1")
  );
}

/** Where all that matches can be. */
export interface Whereabouts {
  /** Of events in no block that match. */
  ids: string[];
  /** The places of the log that are in blocks which can hold a match. */
  places: number[];
}

const mostPlaces = 200_000;

/** For whoever reads all that match: null where that is to be looked for in the order of the log, among many. */
export async function whereabouts(sql: Sql, organizationId: string, filter: LogFilter): Promise<Whereabouts | null> {
  if (hasIndex(filter)) return null;
  const { since, until } = idsOf(filter);
  const log = new LogReader(sql, organizationId, filter, mostPlaces, since);
  const ids = await log.inNoBlock(until);
  const { blocks, further } = await log.candidates(until, largestId, mostPlaces / eventsInBlock);
  const places = blocks.flatMap(sequencesOf);
  return further !== null || places.length > mostPlaces || ids.length === mostPlaces ? null : { ids, places };
}

async function findInBlocks(
  log: LogReader,
  ids: readonly string[],
  before: string,
  { most, until, size: sizeAtFirst }: { most: number; until: number; size: number },
): Promise<Found> {
  // Asked for after the blocks, an event that was put into one meanwhile would be in neither.
  let found = joined(ids, await log.inNoBlock(before));
  let size = sizeAtFirst;
  for (let upto: string | null = largestId; upto !== null;) {
    const { blocks, further } = await log.candidates(before, upto, size);
    while (blocks.length > 0) {
      // What would be left over is not worth asking for again.
      const looked = blocks.splice(0, blocks.length > size * 1.5 ? size : blocks.length);
      const more = await log.inBlocks(looked, before);
      found = joined(found, more);
      size = sizeOfNext(looked.length, more.length, most - found.length);
      const downTo = lookedDownTo(before, [blocks[0]?.lastId ?? null, further]);
      const sure = downTo === null ? found : found.filter((id) => id >= downTo);
      if (sure.length >= most) return { ids: sure.slice(0, most), lookedDownTo: null };
      if (downTo !== null && performance.now() > until) return { ids: sure, lookedDownTo: downTo };
    }
    upto = further;
  }
  return { ids: found.slice(0, most), lookedDownTo: null };
}

/** About as many blocks as give what is still wanted, going by what the last ones gave. */
function sizeOfNext(looked: number, given: number, wanted: number): number {
  const enough = given === 0 ? looked * 2 : Math.ceil((wanted / given) * looked * 1.2);
  return Math.min(Math.max(enough, fewestBlocksAtOnce), looked * 4 + fewestBlocksAtOnce, mostBlocksAtOnce);
}

function joined(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...some, ...others])].toSorted((one, other) => (one < other ? 1 : -1));
}

/**
 * Down to which id everything was looked at, given up to which ids something is left; null where nothing is. Blocks
 * overlap, so that what is left may be newer than what was found, but for what was looked at without them.
 */
function lookedDownTo(before: string, left: readonly (string | null)[]): string | null {
  const [newest] = left.filter((id) => id !== null).toSorted((one, other) => (one < other ? 1 : -1));
  if (newest === undefined) return null;
  return following(newest) < before ? following(newest) : before;
}

/** The next greater id. */
function following(id: string): string {
  const hex = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

interface Block {
  number: number;
  /** No event in it has a greater id. */
  lastId: string;
}

/** One log's statements for one filter: each answers ids from `since` to before another id, the greatest `most`. */
export class LogReader {
  readonly #sql: Sql;
  readonly #organizationId: string;
  readonly #filter: LogFilter;
  readonly #most: number;
  readonly #since: string;

  constructor(sql: Sql, organizationId: string, filter: LogFilter, most: number, since: string) {
    this.#sql = sql;
    this.#organizationId = organizationId;
    this.#filter = filter;
    this.#most = most;
    this.#since = since;
  }

  matching(before: string): Promise<string[]> {
    return this.#ids(
      [this.#organizationId],
      before,
      (range, parameters) => `select e.id from audit_event e where ${range} and ${whereSql(this.#filter, parameters)}`,
    );
  }

  inNoBlock(before: string): Promise<string[]> {
    return this.#ids([this.#organizationId], before, (range, parameters) =>
      amongSql(this.#filter, parameters, eventsSql("array(select events_in_no_block())"), range),
    );
  }

  inBlocks(blocks: readonly Block[], before: string): Promise<string[]> {
    return this.#ids([this.#organizationId, blocks.map(({ number }) => number)], before, (range, parameters) =>
      amongSql(this.#filter, parameters, eventsOfBlocksSql("$2"), range),
    );
  }

  async #ids(
    parameters: unknown[],
    before: string,
    select: (range: string, parameters: unknown[]) => string,
  ): Promise<string[]> {
    const range = `e.id < $${parameters.push(before)}::uuid and e.id >= $${parameters.push(this.#since)}::uuid`;
    const text = `select id from (${select(range, parameters)}) e order by id desc limit ${this.#most}`;
    return (await this.#sql.query<{ id: string }>(text, parameters, { prepare: true })).map(({ id }) => id);
  }

  /** What matches among so many of the newest, and the smallest id of these; null when there are no more. */
  async newest(before: string, many: number): Promise<{ ids: string[]; lowest: string | null }> {
    const parameters: unknown[] = [this.#organizationId, before, this.#since];
    const plain = plainSql(this.#filter, parameters);
    const where = [plain, ...disclosedSql(this.#filter, parameters, `select id from e where ${plain}`)].join(" and ");
    const text = `with e as materialized (
        select organization_id, id, action, resource, resource_id, outcome, actor_id, occurred_at from audit_event
        where organization_id = $1 and id < $2::uuid and id >= $3::uuid order by id desc limit ${many})
      select count(*) as looked, (select id from e order by id limit 1) as lowest,
        array(select id from e where ${where} order by id desc limit ${this.#most}) as ids from e`;
    const [row] = await this.#sql.query<{ looked: number; lowest: string; ids: string[] }>(text, parameters, {
      prepare: true,
    });
    return { ids: row!.ids, lowest: row!.looked < many ? null : row!.lowest };
  }

  /** The blocks that can hold a match, newest first, and up to which id there may be further ones. */
  async candidates(before: string, upto: string, most: number): Promise<{ blocks: Block[]; further: string | null }> {
    const { search, ip } = this.#filter;
    const text = `select number, last_id as "lastId" from find_audit_blocks($1::text[], fold($2), $3::inet, $4::uuid, $5::uuid, $6::uuid, $7)
      order by number is null, last_id desc`;
    const rows = await this.#sql.query<{ number: number | null; lastId: string }>(text, [
      factsOf(this.#filter),
      search ?? "",
      ip ?? null,
      this.#since,
      before,
      upto,
      most,
    ]);
    const blocks = rows.filter((row): row is Block => row.number !== null);
    return { blocks, further: blocks.length < rows.length ? rows.at(-1)!.lastId : null };
  }
}

function sequencesOf({ number }: Block): number[] {
  return Array.from({ length: eventsInBlock }, (_, place) => number * eventsInBlock + place);
}

/** What blocks say of an event: one fact, or two at once. */
function factsOf({ action, outcome, resource, userId, excludeReads }: LogFilter): string[] {
  const facts = [
    ...(action === undefined ? [] : [`a${action}`]),
    ...(outcome === undefined ? [] : [`o${outcome}`]),
    ...(resource === undefined ? [] : [`r${resource}`]),
    ...(userId === undefined ? [] : [`u${userId.toLowerCase()}`]),
    ...(excludeReads === "1" ? ["w"] : []),
  ];
  const pairs = facts.flatMap((one, at) => facts.slice(at + 1).map((other) => `${one}&${other}`));
  return facts.length === 1 ? facts : pairs;
}
