import { v7 } from "uuid";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import type { Actor } from "../src/access/caller.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import type { Entry } from "../src/audit/event.ts";
import { pruneLog } from "../src/observability/retention/prune-log.ts";
import type { Database } from "../src/ports/database.ts";
import type { TestApp } from "./app.ts";

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

/** Events of Acme's past, once they are sealed. */
export async function ageLog(app: TestApp, days: number, count: number): Promise<void> {
  const from = new Date(Date.now() - days * day);
  await writePast(app.db, systemActor(app.organizationId), everyMinute(from, count));
  const logs = "/api/organization/audit-logs";
  const [newest] = (await app.as("ada").get(`${logs}?limit=1&resource=test`)).body.logs;
  // Before tests, too, where `expect.poll` cannot be.
  await vi.waitFor(
    async () => expect((await app.as("ada").get(`${logs}/${newest.id}/proof`)).body.sequence).not.toBeNull(),
    { timeout: 10_000 },
  );
}

/** What the nightly job does with Acme's log. Answers how many events went. */
export function pruneAcme({ db, dataFolder, organizationId }: TestApp): Promise<number> {
  const storage = diskStorage(join(dataFolder, "files"));
  return pruneLog({ db, storage, clock: systemClock }, organizationId);
}

/** An archive of Acme's, by its id. */
export async function makeArchive(app: TestApp): Promise<string> {
  await ageLog(app, 200, 3);
  await pruneAcme(app);
  return (await app.as("ada").get("/api/organization/audit-archives")).body.archives[0].id;
}
