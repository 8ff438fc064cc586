import { setTimeout as delay } from "node:timers/promises";
import { internalOrigin, systemActor } from "../access/caller.ts";
import { problemOf } from "../api/failures.ts";
import { readCheckpoint } from "../audit/tree-reader.ts";
import type { Work } from "../audit/work.ts";
import { abandonFile } from "../crm/document-versions.ts";
import type { Database } from "../ports/database.ts";
import type { Storage } from "../ports/storage.ts";
import { Problem } from "../problems.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { beginExport, completeExport, giveUp, Overtaken, tellProgress } from "./attempts.ts";
import type { Attempt, Finished, Progress } from "./attempts.ts";
import type { Stored, StoredExports } from "./stored.ts";

export interface ExportTools {
  db: Database;
  storage: Storage;
  /** Milliseconds between two words on how far it is. */
  pause?: number;
}

/** What is written under which key; `bytes` passes on what is stored, tells how far it is, and ends it in time. */
export interface Writing {
  attempt: Attempt;
  storageKey: string;
  watched(bytes: AsyncIterable<Uint8Array>, progress: () => Progress): AsyncGenerator<Uint8Array>;
}

/** A kind of export: how its file is written, and what is done with its end. */
export interface ExportKind<Row extends Stored> {
  exports: StoredExports<Row>;
  /** In storage, before the organization. */
  folder: string;
  /** Of one that was asked for; what fails each time must not stay unfinished for ever. */
  mostAttempts(row: Row): number;
  write(row: Row, writing: Writing): Promise<Finished>;
  /** What the event says of a file that is there, besides its size and digest. */
  told(row: Row, finished: Finished): Record<string, unknown>;
  /** In the transaction that completes it. */
  completed?(work: Work, row: Row): Promise<void>;
  /** After it has ended without a file. */
  gaveUp?(row: Row): Promise<void>;
}

/** Longer than any writing lasts. */
const writingHours = 24;
const sealing = { tries: 60, pauseMilliseconds: 250 };

/** Writes the file of an export from its beginning to its end, however often it was begun. */
export async function runExport<Row extends Stored>(
  kind: ExportKind<Row>,
  tools: ExportTools,
  organizationId: string,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const { table } = kind.exports;
  const origin = internalOrigin(table.name.replace("_", "-"));
  const door = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(tools.db, systemActor(organizationId), origin, "audited", body);
  // What runs when the queue hands it out has lost its worker. Later, only what was queued anew meanwhile is ours.
  for (let abandoned = true; ; abandoned = false) {
    const begun = await door(async (work) => {
      const number = await beginExport(table, work.sql, organizationId, id, abandoned);
      return number === undefined ? undefined : { number, row: await kind.exports.require(work, id) };
    });
    if (!begun) return;
    const { row } = begun;
    const attempt = { organizationId, id, attempt: begun.number };
    try {
      if (begun.number - row.forgiven > kind.mostAttempts(row))
        throw new Problem("unavailable", "The writing was interrupted each time.");
      const finished = await writeFile(kind, tools, row, attempt, signal);
      const end = async (work: Work) => {
        await completeExport(table, work, attempt, finished);
        tellCompleted(kind, work, row, finished);
        await kind.completed?.(work, row);
      };
      return await door(end).catch(async (error: unknown) => {
        if (error instanceof Overtaken) await tools.storage.remove(finished.storageKey);
        throw error;
      });
    } catch (error) {
      if (error instanceof Overtaken) continue;
      const gaveUp = await door((work) => postpone(kind, work, row, attempt, signal?.aborted ? null : error));
      if (gaveUp) await kind.gaveUp?.(row);
      throw error;
    }
  }
}

async function writeFile<Row extends Stored>(
  kind: ExportKind<Row>,
  { db, pause = 1_000 }: ExportTools,
  row: Row,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<Finished> {
  const { organizationId, id } = attempt;
  const storageKey = `${kind.folder}/${organizationId}/${id}/${attempt.attempt}`;
  // Before the bytes: whatever kills this process, they do not stay behind.
  await inOrganization(db, systemActor(organizationId), internalOrigin("export"), "audited", (work) =>
    abandonFile(work, storageKey, writingHours),
  );
  const watched = async function* (bytes: AsyncIterable<Uint8Array>, progress: () => Progress) {
    await tellProgress(kind.exports.table, db, attempt, progress());
    let told = performance.now();
    for await (const some of bytes) {
      signal?.throwIfAborted();
      if (performance.now() - told >= pause) {
        await tellProgress(kind.exports.table, db, attempt, progress());
        told = performance.now();
      }
      yield some;
    }
  };
  return kind.write(row, { attempt, storageKey, watched });
}

/** How many events the log had when all that happened before this one had its place. */
export async function sealedSize(db: Database, organizationId: string, eventId: string): Promise<number> {
  const look = ({ sql }: Work) => sealedNow(sql, organizationId, eventId);
  for (let tries = sealing.tries; tries > 0; tries -= 1) {
    const size = await inOrganization(db, systemActor(organizationId), internalOrigin("export"), "read-only", look);
    if (size !== null) return size;
    await delay(sealing.pauseMilliseconds);
  }
  throw new Problem("unavailable", "The log was not sealed in time.");
}

async function sealedNow(sql: Work["sql"], organizationId: string, eventId: string): Promise<number | null> {
  const text = "select sequence from audit_leaf where organization_id = $1 and event_id = $2";
  const [place] = await sql.query<{ sequence: number }>(text, [organizationId, eventId]);
  const checkpoint = await readCheckpoint(sql, organizationId);
  return place && checkpoint && checkpoint.size > place.sequence ? checkpoint.size : null;
}

/** Lets the attempt be made once more, or never again; no error says that only this process ends. */
async function postpone<Row extends Stored>(
  kind: ExportKind<Row>,
  work: Work,
  row: Row,
  attempt: Attempt,
  error: unknown,
): Promise<boolean> {
  const { table } = kind.exports;
  if (error === null) {
    await giveUp(table, work.sql, attempt, "queued", null);
    return false;
  }
  const last = attempt.attempt - row.forgiven >= kind.mostAttempts(row);
  const reason = inWords(error);
  const said = last ? reason : `${reason} It is tried again.`;
  const gaveUp = (await giveUp(table, work.sql, attempt, last ? "failed" : "queued", said)) && last;
  const failure = {
    resource: table.name,
    resourceId: row.id,
    outcome: "failure",
    details: { status: "failed" },
  } as const;
  if (gaveUp) work.record({ action: "EXPORT", ...failure, said: { reason } });
  return gaveUp;
}

function tellCompleted<Row extends Stored>(kind: ExportKind<Row>, work: Work, row: Row, finished: Finished): void {
  const { id, requestedBy } = row;
  const { size, sha256 } = finished;
  work.record({
    action: "EXPORT",
    resource: kind.exports.table.name,
    resourceId: id,
    targets: requestedBy === null ? [] : [{ type: "user", id: requestedBy }],
    details: { status: "completed", size, sha256, ...kind.told(row, finished) },
  });
}

function inWords(error: unknown): string {
  if ((error as { code?: string }).code === "ENOSPC") return "There is no room left where files are kept.";
  return problemOf(error)?.message ?? "Something went wrong on our side; the server's own log says what.";
}
