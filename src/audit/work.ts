import type { Actor, Origin } from "../access/caller.ts";
import type { Entry } from "./event.ts";
import type { Sql } from "../ports/database.ts";

/** One unit of work inside an organization: its transaction, who does it, and what the log will say of it. */
export class Work {
  readonly sql: Sql;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly organizationId: string;
  readonly now: string;
  readonly entries: Entry[] = [];
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(sql: Sql, actor: Actor, origin: Origin, now: Date) {
    this.sql = sql;
    this.actor = actor;
    this.origin = origin;
    this.organizationId = actor.organizationId;
    this.now = now.toISOString();
  }

  /** Says what happened; the event is written at the end of the transaction. */
  record(entry: Entry): void {
    this.entries.push(entry);
  }

  /** Loads something once within this work. */
  once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) ?? load();
    this.#known.set(key, known);
    return known as Promise<T>;
  }
}
