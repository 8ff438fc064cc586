import type { Actor, Origin } from "../access/caller.ts";
import type { Work } from "../audit/work.ts";
import type { Database, Sql } from "../ports/database.ts";
import { inOrganization } from "./in-organization.ts";
import { Turns } from "./turns.ts";

const fetchSize = 1_000;
/** Each stream keeps one of the pool's connections for as long as its reader likes: most stay for everybody else. */
const bounds = { most: 4, mostOfOne: 2 };
/** A reader who takes nothing for so long must not keep a connection from others, least of all while others wait. */
const patienceMilliseconds = { alone: 60_000, crowded: 10_000 };
/** Whoever waits longer for a stream is told to come back. */
const longestWaitMilliseconds = 20_000;
/** What was let in and does not begin, such as a request for the fields alone, leaves its place. */
const longestDelayMilliseconds = 10_000;

export interface Statement {
  text: string;
  values: readonly unknown[];
}

type MakeStatement = (work: Work) => Statement | Promise<Statement>;

/** The rows of one statement as objects; see `stream`. */
export function streamRows<Row>(
  db: Database,
  actor: Actor,
  origin: Origin,
  statement: MakeStatement,
): AsyncGenerator<Row> {
  return stream(db, actor, origin, statement, (sql, text) => sql.query<Row>(text));
}

/** The rows of one statement as lists of values; see `stream`. */
export function streamValues(
  db: Database,
  actor: Actor,
  origin: Origin,
  statement: MakeStatement,
): AsyncGenerator<unknown[]> {
  return stream(db, actor, origin, statement, (sql, text) => sql.values(text));
}

/**
 * The rows of one statement from one snapshot, as the reader takes them, however many there are. The door stays open
 * until the last row is taken or the reader goes away.
 */
async function* stream<Row>(
  db: Database,
  actor: Actor,
  origin: Origin,
  statement: MakeStatement,
  fetch: (sql: Sql, text: string) => Promise<Row[]>,
): AsyncGenerator<Row> {
  const streams = streamsOn(db);
  const leave = await turnOf(streams, actor.organizationId);
  const handOver = new HandOver<Row[]>(() => streams.turns.isCrowded);
  const transaction = inOrganization(db, actor, origin, "read-only", async (work) => {
    const { text, values } = await statement(work);
    await work.sql.query(`declare streamed no scroll cursor for ${text}`, values);
    for (;;) {
      const rows = await fetch(work.sql, `fetch ${fetchSize} from streamed`);
      if (rows.length === 0 || !(await handOver.give(rows))) return;
    }
  });
  // A reader who has gone quiet may never come back to this: the place is free as soon as the connection is.
  transaction.finally(leave).then(
    () => handOver.end(),
    (error: unknown) => handOver.end(error),
  );
  try {
    for (;;) {
      const rows = await handOver.take();
      if (rows === undefined) return;
      yield* rows;
    }
  } finally {
    handOver.stop();
    await transaction.catch(() => undefined);
  }
}

interface Streams {
  turns: Turns;
  /** Turns that were taken for streams that begin in a moment, by organization. */
  reserved: Map<string, (() => () => void)[]>;
}

const streamsOf = new WeakMap<Database, Streams>();

function streamsOn(db: Database): Streams {
  const streams = streamsOf.get(db) ?? { turns: new Turns(bounds), reserved: new Map() };
  streamsOf.set(db, streams);
  return streams;
}

/**
 * Waits until a stream of this organization may begin, and keeps its place for the next one that does. Throws a Problem
 * when that takes too long: before an answer has begun, there is still a way to say so.
 */
export async function reserveStream(db: Database, organizationId: string): Promise<void> {
  const { turns, reserved } = streamsOn(db);
  const leave = await turns.take(organizationId, longestWaitMilliseconds);
  const mine = reserved.get(organizationId) ?? [];
  reserved.set(organizationId, mine);
  const take = () => {
    clearTimeout(timer);
    mine.splice(mine.indexOf(take), 1);
    if (mine.length === 0 && reserved.get(organizationId) === mine) reserved.delete(organizationId);
    return leave;
  };
  const timer = setTimeout(() => take()(), longestDelayMilliseconds).unref();
  mine.push(take);
}

/** A reserved place, or the next one; what it resolves with lets the next stream in. */
function turnOf({ turns, reserved }: Streams, organizationId: string): Promise<() => void> | (() => void) {
  return reserved.get(organizationId)?.[0]?.() ?? turns.take(organizationId);
}

/** Passes values one at a time from a giver that must not end early to a taker that may. */
class HandOver<T> {
  #waiting = Promise.withResolvers<T | undefined>();
  #taken = Promise.withResolvers<boolean>();
  #stopped = false;
  #failure: unknown;
  readonly #isCrowded: () => boolean;

  constructor(isCrowded: () => boolean) {
    this.#isCrowded = isCrowded;
  }

  /** Resolves when the taker comes for the next one; false when it never will. Rejects when it takes too long. */
  async give(value: T): Promise<boolean> {
    if (this.#stopped) return false;
    this.#taken = Promise.withResolvers();
    this.#waiting.resolve(value);
    const { alone, crowded } = patienceMilliseconds;
    let waited = 0;
    const timer = setInterval(() => {
      waited += crowded;
      if (waited >= alone || this.#isCrowded())
        this.#taken.reject(new Error("The reader of an export took nothing for too long"));
    }, crowded);
    return this.#taken.promise.finally(() => clearInterval(timer));
  }

  async take(): Promise<T | undefined> {
    const value = await this.#waiting.promise;
    if (value === undefined) return undefined;
    this.#waiting = Promise.withResolvers();
    // Met at the next take, if there is one.
    this.#waiting.promise.catch(() => undefined);
    // The giver may have lost patience with what was given and not taken until now.
    if (this.#failure !== undefined) this.#waiting.reject(this.#failure);
    this.#taken.resolve(true);
    return value;
  }

  stop(): void {
    this.#stopped = true;
    this.#taken.resolve(false);
  }

  end(error?: unknown): void {
    if (error === undefined) this.#waiting.resolve(undefined);
    else {
      this.#failure = error;
      this.#waiting.reject(error);
    }
  }
}
