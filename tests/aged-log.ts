import { v7 } from "uuid";
import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import type { Entry } from "../src/audit/event.ts";
import type { Database } from "../src/ports/database.ts";

export const day = 24 * 60 * 60 * 1_000;

export interface PastEntry extends Partial<Entry> {
  at: Date;
}

/** Writes events as they would have been written at their times; they are sealed as all are. */
export async function writePast(db: Database, actor: Actor, entries: readonly PastEntry[]): Promise<void> {
  const events = entries.map(({ at, ...entry }) =>
    eventOf(
      actor,
      internalOrigin("test"),
      { id: v7({ msecs: at.getTime() }), action: "UPDATE", resource: "test", ...entry },
      at,
    ),
  );
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => appendEvents(sql, events));
}

/** So many events, one a minute from a moment on. */
export function everyMinute(
  from: Date,
  count: number,
  entry: (at: number) => Partial<Entry> = () => ({}),
): PastEntry[] {
  return Array.from({ length: count }, (_, at) => ({ at: new Date(from.getTime() + at * 60_000), ...entry(at) }));
}
