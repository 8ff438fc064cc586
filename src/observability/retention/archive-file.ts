import { pipeline, Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { toBase64 } from "../../../proofs/bytes.ts";
import { internalOrigin, systemActor } from "../../access/caller.ts";
import { linesOf } from "../../audit/lines.ts";
import { lineOf, readHeader } from "../../audit/export-lines.ts";
import { inclusionProofs, readSealed } from "../../audit/sealed-rows.ts";
import type { Work } from "../../audit/work.ts";
import { newId } from "../../identifier.ts";
import type { Database } from "../../ports/database.ts";
import type { Storage, Stored } from "../../ports/storage.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";

/** An archive is an export of some events with their proofs (docs/VERIFY.md), gzipped. */

export interface ArchiveTools {
  db: Database;
  storage: Storage;
}

export interface Archive extends Stored {
  key: string;
  /** How many personal values are in it. */
  disclosures: number;
}

/** Longer than writing a file takes; then it is nobody's and is removed. */
export const hoursToWrite = 2;

/** Somebody else was faster: what was asked for is no longer as it was. */
export class Overtaken extends Error {}

const eventsAtOnce = 500;

/** Where an archive of a month (`2026-11`) goes; each has a place of its own. */
export function archiveKey(organizationId: string, month: string): string {
  return `audit/${organizationId}/${month}/${newId()}.jsonl.gz`;
}

/** Writes the events at some places, ascending, to a file, whole or not at all. Throws where one is not there. */
export async function writeArchive(
  { db, storage }: ArchiveTools,
  organizationId: string,
  places: readonly number[],
  key: string,
): Promise<Archive> {
  const counts = { disclosures: 0 };
  const read = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(db, systemActor(organizationId), internalOrigin("archive"), "read-only", body);
  const stored = await storage.write(key, zipped(archiveLines(read, places, counts)));
  return { ...stored, key, ...counts };
}

async function* archiveLines(
  read: <T>(body: (work: Work) => Promise<T>) => Promise<T>,
  places: readonly number[],
  counts: { disclosures: number },
): AsyncGenerator<string> {
  const { header, size } = await read(({ sql, organizationId }) => readHeader(sql, organizationId, false));
  yield `${JSON.stringify(header)}\n`;
  // Short transactions, since storage may be slow. What is erased meanwhile makes the file stale, and is noticed.
  for (let at = 0; at < places.length; at += eventsAtOnce) {
    const some = places.slice(at, at + eventsAtOnce);
    const [rows, proofs] = await read(({ sql, organizationId }) =>
      Promise.all([readSealed(sql, organizationId, some), inclusionProofs(sql, organizationId, some, size)]),
    );
    if (rows.length !== some.length || rows.some(({ leaf }) => leaf === null))
      throw new Overtaken("Events that were to be archived are gone");
    for (const { disclosures } of rows) counts.disclosures += disclosures?.length ?? 0;
    yield `${rows.map((row, nth) => lineOf({ row, proof: proofs[nth]!.map(toBase64) })).join("\n")}\n`;
  }
  yield `${JSON.stringify({ events: places.length })}\n`;
}

/** The bytes of lines, gzipped as they come. */
export function zipped(lines: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  // An error on either side ends the other, and reaches whoever reads.
  return pipeline(Readable.from(lines), createGzip(), () => undefined);
}

/** The lines of a gzipped file, one at a time. Throws where the bytes are none. */
export function unzippedLines(bytes: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const zipped = Readable.from(bytes as AsyncIterable<Uint8Array>);
  return linesOf(pipeline(zipped, createGunzip(), () => undefined));
}
