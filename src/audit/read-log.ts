import type { Database } from "../ports/database.ts";
import type { Spill } from "../ports/spill.ts";
import { Problem } from "../problems.ts";
import { appendAgain, appendEvents } from "./append.ts";
import type { Event } from "./disclosure.ts";

/** Writes the events of reads in batches, off the path of the answers that they tell of. */
export interface ReadLog {
  /**
   * Resolves at once, or when the batch is committed where reads are strict. Throws a Problem while events can be kept
   * neither in the database nor on the disk: nobody reads what nothing will tell of.
   */
  note(event: Event): Promise<void>;
  /** Resolves when all that was noted is committed, or on the disk while the database is away. */
  flush(): Promise<void>;
  /** Events noted, and neither committed nor on the disk: what a crash now would lose. */
  waiting(): number;
  /** Events on the disk that wait for the database. */
  spilled(): number;
}

interface Settings {
  strict: boolean;
  /** The longest that an event waits before its batch is written. */
  delayMilliseconds?: number;
  /** How long to wait before the database is tried again. */
  retryMilliseconds?: number;
  spill: Spill;
  failed(error: unknown): void;
}

const largestBatch = 500;

export function readLog(db: Database, settings: Settings): ReadLog {
  const { strict, spill, failed, delayMilliseconds = strict ? 0 : 100, retryMilliseconds = 1_000 } = settings;
  let pending: Event[] = [];
  /** Why events were not committed that will never be, for those who wait for them: a batch is of many. */
  const losses = new WeakMap<Event, unknown>();
  let spilled = 0;
  /** The last batch could be kept nowhere. */
  let stuck = false;
  let batch: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const transaction = (write: typeof appendEvents, events: readonly Event[]) =>
    db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => write(sql, events));
  /** One that PostgreSQL will never take must not keep the others, of every organization, waiting forever. */
  const append = async (write: typeof appendEvents, events: readonly Event[]) => {
    try {
      await transaction(write, events);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const event of events)
        await transaction(write, [event]).catch((each: unknown) => {
          if (!isRefusal(each)) throw each;
          losses.set(event, each);
          failed(each);
        });
    }
  };
  const writeBatch = async () => {
    const events = pending.slice(0, largestBatch);
    try {
      await append(appendEvents, events);
    } catch (error) {
      // The caller of a strict read is told that it failed, and its event must not appear.
      if (strict) {
        pending = pending.slice(events.length);
        for (const event of events) losses.set(event, error);
        throw error;
      }
      failed(error);
      stuck = true;
      await spill.keep(events.map((event) => JSON.stringify(event)));
      spilled += events.length;
      retryLater();
    }
    stuck = false;
    pending = pending.slice(events.length);
  };
  const drain = async () => {
    while (pending.length > 0) await writeBatch();
  };
  /** Whether a batch was committed before the connection broke is not known, so that each event is written at most once. */
  const replay = async () => {
    let left = 0;
    for await (const part of spill.parts()) {
      left += part.lines.length;
      const events = part.lines.map((line) => JSON.parse(line) as Event);
      for (let at = 0; at < events.length; at += largestBatch)
        await append(appendAgain, events.slice(at, at + largestBatch));
      await part.forget();
      left -= part.lines.length;
    }
    spilled = left;
  };
  const retryLater = (after = retryMilliseconds) => {
    retry ??= setTimeout(() => {
      retry = undefined;
      replay().catch(() => retryLater());
    }, after).unref();
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    // One batch at a time; whoever asks while one runs waits for the next.
    while (batch) await batch.catch(() => undefined);
    if (pending.length === 0) return;
    batch = drain().finally(() => (batch = undefined));
    await batch;
  };
  const later = (after = delayMilliseconds) => {
    timer ??= setTimeout(() => {
      flush().catch((error) => {
        failed(error);
        later(retryMilliseconds);
      });
    }, after);
  };
  /** Resolves when this very event is committed, whoever's batch it was in. */
  const committed = async (event: Event) => {
    while (pending.includes(event)) await flush().catch(() => undefined);
    if (losses.has(event)) throw losses.get(event);
  };
  const accept = async (event: Event) => {
    pending.push(event);
    if (strict) await committed(event);
    else later();
  };
  // What an earlier process left behind.
  retryLater(0);
  return {
    note: async (event) => {
      if (stuck && !strict) await flush().catch(refuse);
      await accept(event);
    },
    flush,
    waiting: () => pending.length,
    spilled: () => spilled,
  };
}

function refuse(): never {
  throw new Problem("unavailable", "The audit log takes no events at the moment. Try again shortly.", {
    headers: { "Retry-After": "5" },
  });
}

/** Whether PostgreSQL looked at the values and refused them, as it will again: data exceptions, broken constraints. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? "");
}
