import type { Database } from "../ports/database.ts";
import { appendEvents } from "./append.ts";
import type { Event } from "./append.ts";

/** Writes the events of reads in batches, off the path of the answers that they tell of. */
export interface ReadLog {
  /** Resolves at once, or when the batch is committed where reads are strict. */
  note(event: Event): Promise<void>;
  /** Resolves when all that was noted is committed. */
  flush(): Promise<void>;
  /** Events noted and not yet committed. */
  waiting(): number;
}

interface Settings {
  strict: boolean;
  /** The longest that an event waits before its batch is written. */
  delayMilliseconds?: number;
  failed(error: unknown): void;
}

const largestBatch = 500;

export function readLog(db: Database, { strict, delayMilliseconds = strict ? 0 : 100, failed }: Settings): ReadLog {
  let pending: Event[] = [];
  let batch: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const append = (events: readonly Event[]) =>
    db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, events));
  const write = async () => {
    const events = pending.slice(0, largestBatch);
    await append(events).catch((error: unknown) => (isRefusal(error) ? appendEach(events) : Promise.reject(error)));
    pending = pending.slice(events.length);
  };
  /** One that PostgreSQL will never take must not keep the others, of every organization, waiting forever. */
  const appendEach = async (events: readonly Event[]) => {
    for (const event of events) {
      await append([event]).catch((error: unknown) => (isRefusal(error) ? failed(error) : Promise.reject(error)));
    }
  };
  const drain = async () => {
    while (pending.length > 0) await write();
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
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch((error) => {
        failed(error);
        later();
      });
    }, delayMilliseconds);
  };
  return {
    note: (event) => {
      pending.push(event);
      if (strict) return flush();
      later();
      return Promise.resolve();
    },
    flush,
    waiting: () => pending.length,
  };
}

/** Whether PostgreSQL looked at the values and refused them, as it will again: data exceptions, broken constraints. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? "");
}
