import { setTimeout as delay } from "node:timers/promises";
import { internalOrigin, systemActor } from "../../access/caller.ts";
import { problemOf } from "../../api/failures.ts";
import type { LogFilter } from "../../audit/filter-sql.ts";
import { countMatching } from "../../audit/sealed-rows.ts";
import { readCheckpoint } from "../../audit/tree-reader.ts";
import type { Work } from "../../audit/work.ts";
import { abandonFile } from "../../crm/document-versions.ts";
import type { Database } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";
import { Problem } from "../../problems.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { Export } from "../audit-export.ts";
import { beginExport, completeExport, giveUp, Overtaken, tellProgress } from "./progress.ts";
import type { Attempt, Finished } from "./progress.ts";
import type { StoredExport } from "./stored-export.ts";

export interface ExportTools {
  db: Database;
  storage: Storage;
  /** Milliseconds between two words on how far it is. */
  pause?: number;
}

/** Nearly as often as the queue hands a job out: what fails each time must not stay unfinished for ever. */
const mostAttempts = 8;
/** Longer than any writing lasts. */
const writingHours = 24;
const longestCountMilliseconds = 10_000;
const stoppedByTimeout = "57014";
const sealing = { tries: 60, pauseMilliseconds: 250 };
const origin = internalOrigin("audit-export");

/** Writes the file of an export from its beginning to its end, however often it was begun. */
export async function runExport(
  tools: ExportTools,
  organizationId: string,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const door = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(tools.db, systemActor(organizationId), origin, "audited", body);
  // What runs when the queue hands it out has lost its worker. Later, only what was queued anew meanwhile is ours.
  for (let abandoned = true; ; abandoned = false) {
    const stored = await door(({ sql }) => beginExport(sql, organizationId, id, abandoned));
    if (!stored) return;
    const attempt = { organizationId, id, attempt: stored.attempt };
    try {
      if (stored.attempt > mostAttempts) throw new Problem("unavailable", "The writing was interrupted each time.");
      const finished = await writeFile(tools, stored, attempt, signal);
      return await door((work) => end(work, stored, attempt, finished)).catch(async (error: unknown) => {
        if (error instanceof Overtaken) await tools.storage.remove(finished.storageKey);
        throw error;
      });
    } catch (error) {
      if (error instanceof Overtaken) continue;
      await door((work) => postpone(work, attempt, signal?.aborted ? null : error));
      throw error;
    }
  }
}

async function writeFile(
  { db, storage, pause = 1_000 }: ExportTools,
  { format, filter }: StoredExport,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<Finished> {
  const { organizationId, id } = attempt;
  const actor = systemActor(organizationId);
  const storageKey = `audit-exports/${organizationId}/${id}/${attempt.attempt}`;
  // Before the bytes: whatever kills this process, they do not stay behind.
  await inOrganization(db, actor, origin, "audited", (work) => abandonFile(work, storageKey, writingHours));
  const checkpointSize = await sealedSize(db, organizationId, id);
  const found = new Export(db, actor, origin, format, filter, checkpointSize);
  const totalEvents = found.whole ? checkpointSize : await countWithin(db, attempt, filter, checkpointSize);
  await tellProgress(db, attempt, { events: 0, totalEvents });
  let told = performance.now();
  const watched = async function* () {
    for await (const bytes of found.bytes()) {
      signal?.throwIfAborted();
      if (performance.now() - told >= pause) {
        await tellProgress(db, attempt, found);
        told = performance.now();
      }
      yield bytes;
    }
  };
  const stored = await storage.write(storageKey, watched());
  return { ...stored, events: found.events, checkpoint: found.header.checkpoint, checkpointSize, storageKey };
}

/** How many events the log had when all that happened before the request had its place. */
async function sealedSize(db: Database, organizationId: string, id: string): Promise<number> {
  for (let tries = sealing.tries; tries > 0; tries -= 1) {
    const size = await inOrganization(db, systemActor(organizationId), origin, "read-only", async ({ sql }) => {
      const text = "select sequence from audit_leaf where organization_id = $1 and event_id = $2";
      const [place] = await sql.query<{ sequence: number }>(text, [organizationId, id]);
      const checkpoint = await readCheckpoint(sql, organizationId);
      return place && checkpoint && checkpoint.size > place.sequence ? checkpoint.size : null;
    });
    if (size !== null) return size;
    await delay(sealing.pauseMilliseconds);
  }
  throw new Problem("unavailable", "The log was not sealed in time.");
}

/** Null where counting takes too long: the file does not wait for it. */
async function countWithin(db: Database, attempt: Attempt, filter: LogFilter, size: number): Promise<number | null> {
  const { organizationId } = attempt;
  const counting = inOrganization(db, systemActor(organizationId), origin, "read-only", async ({ sql }) => {
    await sql.query(`set local statement_timeout = ${longestCountMilliseconds}`);
    return countMatching(sql, organizationId, filter, size);
  });
  return counting.catch((error: { code?: string }) => {
    if (error.code === stoppedByTimeout) return null;
    throw error;
  });
}

async function end(work: Work, stored: StoredExport, attempt: Attempt, finished: Finished): Promise<void> {
  await completeExport(work, attempt, finished);
  const { id, format, requestedBy } = stored;
  const { events, size, sha256, checkpointSize } = finished;
  work.record({
    action: "EXPORT",
    resource: "audit_export",
    resourceId: id,
    targets: requestedBy === null ? [] : [{ type: "user", id: requestedBy }],
    details: { status: "completed", format, events, size, sha256, checkpointSize },
  });
}

/** Lets the attempt be made once more, or never again; no error says that only this process ends. */
async function postpone(work: Work, attempt: Attempt, error: unknown): Promise<void> {
  if (error === null) return void (await giveUp(work.sql, attempt, "queued", null));
  const last = attempt.attempt >= mostAttempts;
  const reason = inWords(error);
  const gaveUp = await giveUp(
    work.sql,
    attempt,
    last ? "failed" : "queued",
    last ? reason : `${reason} It is tried again.`,
  );
  if (gaveUp && last)
    work.record({
      action: "EXPORT",
      resource: "audit_export",
      resourceId: attempt.id,
      outcome: "failure",
      details: { status: "failed" },
      said: { reason },
    });
}

function inWords(error: unknown): string {
  if ((error as { code?: string }).code === "ENOSPC") return "There is no room left where files are kept.";
  return problemOf(error)?.message ?? "Something went wrong on our side; the server's own log says what.";
}
