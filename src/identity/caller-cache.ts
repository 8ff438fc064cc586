import type { Caller } from "../access/caller.ts";

interface Known {
  caller: Caller;
  /** Milliseconds since 1970. */
  until: number;
  subjects: readonly string[];
}

/** Callers by credential, each forgotten when one of its subjects, such as `session:<id>`, changes. */
export interface CallerCache {
  get(credential: string, now: number): Caller | undefined;
  /** Keeps a caller that was looked up since `begun`; not one that a change may have overtaken. */
  keep(credential: string, known: Known, begun: number): void;
  forget(subject: string): void;
  clear(): void;
  /** Rises with every change; to be read before a look-up. */
  changes(): number;
}

export function callerCache(capacity: number): CallerCache {
  const callers = new Map<string, Known>();
  const bySubject = new Map<string, Set<string>>();
  let changes = 0;

  const remove = (credential: string) => {
    const known = callers.get(credential);
    callers.delete(credential);
    for (const subject of known?.subjects ?? []) {
      const credentials = bySubject.get(subject);
      credentials?.delete(credential);
      if (credentials?.size === 0) bySubject.delete(subject);
    }
  };
  return {
    get: (credential, now) => {
      const known = callers.get(credential);
      if (!known) return undefined;
      if (known.until <= now) {
        remove(credential);
        return undefined;
      }
      // Behind the others: the map's order is that of use.
      callers.delete(credential);
      callers.set(credential, known);
      return known.caller;
    },
    keep: (credential, known, begun) => {
      if (begun !== changes) return;
      remove(credential);
      callers.set(credential, known);
      for (const subject of known.subjects)
        bySubject.set(subject, (bySubject.get(subject) ?? new Set()).add(credential));
      if (callers.size > capacity) remove(callers.keys().next().value!);
    },
    forget: (subject) => {
      changes++;
      for (const credential of bySubject.get(subject) ?? []) remove(credential);
    },
    clear: () => {
      changes++;
      callers.clear();
      bySubject.clear();
    },
    changes: () => changes,
  };
}
