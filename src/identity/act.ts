import type { Database, Sql } from "../ports/database.ts";

const write = { role: "nextcrm_auth", readOnly: false } as const;

interface Begun {
  sql: Promise<Sql>;
  finish: PromiseWithResolvers<void>;
  /** Resolves when the commit is there; rejects for everything else. */
  done: Promise<void>;
}

/**
 * What one request does to accounts and sessions, and the events of it: one transaction. It begins with the first
 * write, so that none is open while a password is hashed.
 */
export class Act {
  readonly #db: Database;
  #begun: Begun | undefined;
  #failed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Whether anything was written. */
  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** The transaction, which this begins if nothing has yet. */
  sql(): Promise<Sql> {
    this.#begun ??= begin(this.#db);
    return this.#begun.sql;
  }

  /** Part of the act was given up, so that none of it may commit. */
  fail(): void {
    this.#failed = true;
  }

  async commit(): Promise<void> {
    if (this.#failed) throw new Error("A part of the act was rolled back");
    this.#begun?.finish.resolve();
    await this.#begun?.done;
  }

  async rollback(): Promise<void> {
    this.#begun?.finish.reject(new Error("The act was rolled back"));
    await this.settled();
  }

  /** Resolves when the act has ended, with whether it is done. What has not begun has nothing to wait for. */
  async settled(): Promise<boolean> {
    return this.#begun === undefined || this.#begun.done.then(isDone, isNotDone);
  }
}

const isDone = () => true;
const isNotDone = () => false;

function begin(db: Database): Begun {
  const [sql, finish] = [Promise.withResolvers<Sql>(), Promise.withResolvers<void>()];
  const done = db.transaction(write, (given) => {
    sql.resolve(given);
    return finish.promise;
  });
  // Where there is no connection to be had, nobody waits for the end: given up, it would be a rejection without a handler.
  done.catch(sql.reject);
  finish.promise.catch(() => undefined);
  return { sql: sql.promise, finish, done };
}
