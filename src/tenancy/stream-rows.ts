import type { Actor, Origin } from "../access/caller.ts";
import type { Work } from "../audit/work.ts";
import type { Database, Sql } from "../ports/database.ts";
import { inOrganization } from "./in-organization.ts";

const fetchSize = 1_000;
/** Each stream keeps one of the pool's connections for as long as its reader likes: most stay for everybody else. */
const mostAtOnce = 4;
const mostOfOneOrganization = 2;
/** A reader who takes nothing for so long must not keep a connection from others. */
const patienceMilliseconds = 60_000;

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
  const leave = await turnOf(db, actor.organizationId);
  const handOver = new HandOver<Row[]>();
  const transaction = inOrganization(db, actor, origin, "read-only", async (work) => {
    const { text, values } = await statement(work);
    await work.sql.query(`declare streamed no scroll cursor for ${text}`, values);
    for (;;) {
      const rows = await fetch(work.sql, `fetch ${fetchSize} from streamed`);
      if (rows.length === 0 || !(await handOver.give(rows))) return;
    }
  });
  transaction.then(
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
    leave();
  }
}

interface Streams {
  running: string[];
  waiting: { organizationId: string; begin: () => void }[];
}

const streamsOf = new WeakMap<Database, Streams>();

/** Waits until one more stream may begin; what it resolves with lets the next one in. */
async function turnOf(db: Database, organizationId: string): Promise<() => void> {
  const streams = streamsOf.get(db) ?? { running: [], waiting: [] };
  streamsOf.set(db, streams);
  const { promise, resolve } = Promise.withResolvers<void>();
  streams.waiting.push({ organizationId, begin: resolve });
  letIn(streams);
  await promise;
  return () => {
    streams.running.splice(streams.running.indexOf(organizationId), 1);
    letIn(streams);
  };
}

function letIn({ running, waiting }: Streams): void {
  for (;;) {
    if (running.length >= mostAtOnce) return;
    const at = waiting.findIndex(
      ({ organizationId }) => running.filter((one) => one === organizationId).length < mostOfOneOrganization,
    );
    const [next] = at === -1 ? [] : waiting.splice(at, 1);
    if (!next) return;
    running.push(next.organizationId);
    next.begin();
  }
}

/** Passes values one at a time from a giver that must not end early to a taker that may. */
class HandOver<T> {
  #waiting = Promise.withResolvers<T | undefined>();
  #taken = Promise.withResolvers<boolean>();
  #stopped = false;

  /** Resolves when the taker comes for the next one; false when it never will. Rejects when it takes too long. */
  async give(value: T): Promise<boolean> {
    if (this.#stopped) return false;
    this.#taken = Promise.withResolvers();
    this.#waiting.resolve(value);
    const timer = setTimeout(
      () => this.#taken.reject(new Error("The reader of an export took nothing for too long")),
      patienceMilliseconds,
    );
    return this.#taken.promise.finally(() => clearTimeout(timer));
  }

  async take(): Promise<T | undefined> {
    const value = await this.#waiting.promise;
    if (value === undefined) return undefined;
    this.#waiting = Promise.withResolvers();
    // Met at the next take, if there is one.
    this.#waiting.promise.catch(() => undefined);
    this.#taken.resolve(true);
    return value;
  }

  stop(): void {
    this.#stopped = true;
    this.#taken.resolve(false);
  }

  end(error?: unknown): void {
    if (error === undefined) this.#waiting.resolve(undefined);
    else this.#waiting.reject(error);
  }
}
