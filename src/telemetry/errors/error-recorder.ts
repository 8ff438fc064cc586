import type { Database } from "../../ports/database.ts";
import { fingerprintOf } from "./safe-error.ts";
import type { SafeError } from "./safe-error.ts";
import { writeErrors } from "./write-errors.ts";
import type { Tally } from "./write-errors.ts";

/** Something that failed, as it is noted. */
export interface Failure {
  /** What was going on: a constant sentence of the program. */
  about: string;
  error?: SafeError;
  /** A declared route, or a kind of job as `job import`; null for what the process does by itself. */
  route: string | null;
  requestId: string | null;
}

/** Counts faults as they happen and writes them a moment later. */
export interface ErrorRecorder {
  note(failure: Failure): void;
  /** Resolves when what was counted is in the database. Rejects where it is away; nothing is lost by that. */
  flush(): Promise<void>;
  stop(): void;
}

interface Settings {
  now(): Date;
  failed(error: unknown): void;
  delayMilliseconds?: number;
}

/** What one process holds between two writes, however much fails. */
export const mostHeld = { faults: 200, routes: 20, requests: 20, hours: 48 } as const;

/** In place of faults beyond those that are held. */
const others = "More kinds of errors than are told apart";

/** A process that is killed loses the last two seconds. */
export function errorRecorder(db: Database, { now, failed, delayMilliseconds = 2_000 }: Settings): ErrorRecorder {
  let held = new Map<string, Tally>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (held.size === 0) return;
    const written = held;
    held = new Map();
    try {
      await writeErrors(db, [...written.values()]);
    } catch (error) {
      // What came meanwhile is newer than what could not be written.
      const newer = held;
      held = written;
      for (const tally of newer.values()) merge(held, tally);
      later();
      throw error;
    }
  };
  const flush = () => (writing = writing.catch(() => undefined).then(write));
  const later = () => {
    timer ??= setTimeout(() => void flush().catch(failed), delayMilliseconds).unref();
  };
  return {
    note: (failure) => {
      merge(held, tallyOf(failure, now().toISOString()));
      later();
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}

function tallyOf({ about, error, route, requestId }: Failure, at: string): Tally {
  return {
    fingerprint: fingerprintOf(error, about),
    about,
    error: error ?? null,
    routes: route === null ? [] : [route],
    hours: { [`${at.slice(0, 13)}:00:00Z`]: 1 },
    firstSeen: at,
    lastSeen: at,
    lastRequestId: requestId,
    requests: requestId === null ? [] : [{ id: requestId, route, at }],
  };
}

function merge(held: Map<string, Tally>, one: Tally): void {
  const known = held.get(one.fingerprint);
  if (known) return add(known, one);
  if (held.size < mostHeld.faults) return void held.set(one.fingerprint, one);
  const rest = { ...one, fingerprint: fingerprintOf(undefined, others), about: others, error: null };
  const kept = held.get(rest.fingerprint);
  if (kept) add(kept, rest);
  else held.set(rest.fingerprint, rest);
}

function add(known: Tally, one: Tally): void {
  known.error = one.error;
  known.lastSeen = one.lastSeen;
  known.lastRequestId = one.lastRequestId ?? known.lastRequestId;
  for (const route of one.routes)
    if (known.routes.length < mostHeld.routes && !known.routes.includes(route)) known.routes.push(route);
  const hours = Object.keys(known.hours);
  for (const [hour, count] of Object.entries(one.hours)) {
    const kept = hour in known.hours || hours.length < mostHeld.hours ? hour : hours.at(-1)!;
    known.hours[kept] = (known.hours[kept] ?? 0) + count;
  }
  known.requests = [...known.requests, ...one.requests].slice(-mostHeld.requests);
}
