import { createGzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import { abandonFile } from "../../crm/document-versions.ts";
import type { Work } from "../../audit/work.ts";
import { Refusal } from "../../refusal.ts";
import type { Storage, Stored } from "../../ports/storage.ts";
import { measure } from "../export/read-archive.ts";
import type { ArchiveReader } from "../export/read-archive.ts";
import { objectIn } from "./check-rows.ts";
import type { ArchivedRows } from "./contents.ts";
import { logFile, manifestFile, noteFile } from "./manifest.ts";
import type { ImportedManifest } from "./manifest.ts";
import { documentKey, originKey } from "./tables.ts";

/** Whatever kills the import, its files do not stay for longer than this without it. */
const hoursToImport = 24;
const notedAtOnce = 1_000;

/** A file of the archive on its way to the storage. */
export interface Copy {
  path: string;
  key: string;
  /** Hexadecimal, as the rows or the manifest say. */
  sha256: string;
}

/** A file that is kept of the origin. */
export interface KeptFile extends Stored {
  path: string;
  key: string;
}

/** The files that documents need, and those that earlier origins left; findings for what is not in the archive. */
export async function copiesOf(
  rows: ArchivedRows,
  manifest: ImportedManifest,
  organizationId: string,
  findings: string[],
): Promise<Copy[]> {
  const pathOf = new Map(
    manifest.files
      .filter(({ path }) => /^(files|audit\/origins)\//.test(path))
      .map(({ path, sha256 }) => [`${path.split("/").slice(0, -1).join("/")} ${sha256}`, path]),
  );
  const copies = new Map<string, Copy>();
  let absent = 0;
  const add = (folder: string, sha256: string, key: string) => {
    const path = pathOf.get(`${folder} ${sha256}`);
    if (path === undefined) absent += 1;
    else copies.set(key, { path, key, sha256 });
  };
  for await (const line of linesOf(rows, "document_version"))
    add("files", line.sha256!, documentKey(organizationId, line.documentId!, line.sha256!));
  for await (const line of linesOf(rows, "origin_file"))
    add("audit/origins", line.sha256!, originKey(organizationId, line.exportId!, line.sha256!));
  if (absent > 0)
    findings.push(
      `${absent} files of documents are not in the export${manifest.options.files ? "" : ", which was asked for without them"}. With --without-files their documents come without.`,
    );
  return [...copies.values()];
}

async function* linesOf(rows: ArchivedRows, table: string): AsyncGenerator<Record<string, string>> {
  for await (const batch of rows.batches(table))
    for (const { text } of batch) yield (objectIn(text) ?? {}) as Record<string, string>;
}

/** What is kept of the export itself: what was signed, and the audit log with its archives. */
export function originCopies(manifest: ImportedManifest, organizationId: string): Copy[] {
  const kept = manifest.files.filter(({ path }) => /^audit\/(?!origins\/)/.test(path));
  const signed = [manifestFile, noteFile].map((path) => ({ path, sha256: "" }));
  return [...signed, ...kept].map(({ path, sha256 }) => ({
    path,
    sha256,
    key: originKey(organizationId, manifest.id, path === logFile ? `${named(path)}.gz` : named(path)),
  }));
}

function named(path: string): string {
  return path.replaceAll("/", "-");
}

/** One import of an organization at a time; whoever has it, has it until the transaction ends. */
export async function lockImport({ sql, organizationId }: Work): Promise<boolean> {
  const text = "select pg_try_advisory_xact_lock(hashtextextended('nextcrm import ' || $1, 0)) as locked";
  const [row] = await sql.query<{ locked: boolean }>(text, [organizationId]);
  return row!.locked;
}

/** Whether the organization is here by now. */
export async function isPresent({ sql, organizationId }: Work): Promise<boolean> {
  return (await sql.query("select from organization where id = $1", [organizationId])).length > 0;
}

/** Notes files as nobody's before they are written, so that they go if the import never comes to its end. */
export async function noteCopies(work: Work, copies: readonly Copy[]): Promise<void> {
  // Files of an organization that is here are somebody's.
  if (!(await lockImport(work)) || (await isPresent(work)))
    throw new Refusal("The organization is being imported by another process. Look for it when that is done.");
  for (let at = 0; at < copies.length; at += notedAtOnce)
    await Promise.all(copies.slice(at, at + notedAtOnce).map(({ key }) => abandonFile(work, key, hoursToImport)));
}

/** Makes the noted files the organization's. */
export async function claimCopies({ sql, organizationId }: Work, copies: readonly Copy[]): Promise<void> {
  const claimed = await sql.query(forget, [organizationId, copies.map(({ key }) => key)]);
  if (claimed.length !== copies.length)
    throw new Refusal(
      "The files of the import were given up meanwhile: it took more than a day, or another one failed. Start it again.",
    );
}

const forget =
  "delete from abandoned_file where organization_id = $1 and storage_key = any($2::text[]) returning storage_key as key";

/** Answers which of the noted files are still nobody's, to be removed; none while another process is at it. */
export async function giveUpCopies(work: Work, copies: readonly Copy[]): Promise<string[]> {
  if (!(await lockImport(work))) return [];
  const given = await work.sql.query<{ key: string }>(forget, [work.organizationId, copies.map(({ key }) => key)]);
  return given.map(({ key }) => key);
}

/** Copies one file, unless an earlier attempt has. Throws a Refusal where its bytes are others than they should be. */
export async function copyFile(archive: ArchiveReader, storage: Storage, { path, key, sha256 }: Copy): Promise<Stored> {
  const there = await storage.read(key);
  if (there && sha256 !== "" && !key.endsWith(".gz")) {
    const { size, sha256: found } = await measure(there as AsyncIterable<Uint8Array>);
    if (found === sha256) return { size, sha256 };
  }
  await there?.cancel().catch(() => undefined);
  const bytes = await archive.read(path);
  if (!bytes) throw new Refusal(`${path} is missing.`);
  const packed = path === logFile;
  const stored = await storage.write(key, packed ? zipped(bytes) : bytes);
  if (!packed && sha256 !== "" && stored.sha256 !== sha256)
    throw new Refusal(`${path} has other bytes than were checked: the file was changed meanwhile.`);
  return stored;
}

function zipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(bytes), createGzip(), () => undefined);
}
