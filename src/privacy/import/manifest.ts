import { z } from "zod";
import { operatorLog } from "../../audit/append.ts";
import { archiveFormat } from "../export/manifest.ts";
import type { ArchiveReader } from "../export/read-archive.ts";
import { exportedTables } from "../export/tables.ts";
import { Refusal } from "../../refusal.ts";

const mostBytes = 64 * 1024 * 1024;
/** Text compresses well, but not so well: what does is made to fill a disk. */
const densest = 400;
const fewBytes = 32 * 1024 * 1024;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Size = z.int().min(0);

const Head = z.object({
  format: z.literal(archiveFormat),
  id: z.guid(),
  product: z.object({ name: z.string().max(100), version: z.string().max(100) }),
  schema: z.string().regex(/^\d{1,6}_\w{1,100}$/),
  organization: z.object({
    // Whoever came as it would own the operator's log.
    id: z.guid().refine((id) => id !== operatorLog, "is no organization's"),
    name: z.string(),
  }),
  snapshotAt: z.iso.datetime({ offset: true }),
  options: z.object({ files: z.boolean() }),
  audit: z.object({ origin: z.string(), keys: z.array(z.string()), checkpoint: z.string().nullable() }),
  counts: z.record(z.string(), Size),
  missing: z.array(z.object({ path: z.string(), reason: z.string() })),
  files: z.array(
    z.object({
      path: z.string(),
      size: Size,
      sha256: Sha256,
      lines: Size.optional(),
      table: z.string().optional(),
    }),
  ),
});
export type ImportedManifest = z.output<typeof Head>;

export const manifestFile = "manifest.json";
export const noteFile = "manifest.json.note";
export const logFile = "audit/log.jsonl";

/** Files that are no table's. */
const others = [
  /^audit\/log\.jsonl$/,
  /^audit\/archives\/[0-9a-f]{64}\.jsonl\.gz$/,
  /^audit\/origins\/[0-9a-f]{64}$/,
  /^files\/[0-9a-f]{64}(\.[a-z0-9]{1,5})?$/,
  /^schemas\/[a-z/-]{1,100}\.schema\.json$/,
  /^README\.html$/,
];

/** The manifest, believed in nothing yet but its shape. Throws a Refusal for what is none, or tells of files that no export has. */
export async function readManifest(archive: ArchiveReader): Promise<ImportedManifest> {
  refuseBombs(archive);
  const text = await archive.readText(manifestFile, mostBytes);
  if (text === null)
    throw new Refusal(`There is no ${manifestFile} in this file: it is no complete export of NextCRM.`);
  const parsed = Head.safeParse(jsonOf(text));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Refusal(`${manifestFile} is none of an export: ${path.join(".") || "it"}: ${message}.`);
  }
  const manifest = parsed.data;
  for (const { path, table } of manifest.files) refuseStranger(path, table);
  return manifest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(`${manifestFile} is no JSON.`);
  }
}

function refuseStranger(path: string, table: string | undefined): void {
  const known = table === undefined ? undefined : Object.hasOwn(exportedTables, table) && exportedTables[table];
  if (table === undefined ? others.some((shape) => shape.test(path)) : known && known.file === path) return;
  const rows = table === undefined ? "" : ` with the rows of ${JSON.stringify(table)}`;
  throw new Refusal(`${JSON.stringify(path)}${rows} is no file that this version of NextCRM knows in an export.`);
}

/** What would unpack to very much more than it is. */
function refuseBombs(archive: ArchiveReader): void {
  if (archive.repeated.length > 0) throw new Refusal(`${archive.repeated[0]} is in the file more than once.`);
  const all = { packed: 0, size: 0 };
  for (const { path, packed, size } of archive.sizes) {
    refuseDense(path, packed, size);
    all.packed += packed;
    all.size += size;
  }
  if (all.packed > archive.bytes) throw new Refusal("Files in the ZIP share their bytes: no export was written so.");
  refuseDense("All of it", all.packed, all.size);
}

function refuseDense(what: string, packed: number, size: number): void {
  if (size > fewBytes && size > packed * densest)
    throw new Refusal(`${what} would unpack from ${packed} bytes to ${size}: no export packs so well.`);
}

/** The number of a migration: 54 of `54_import_elsewhere`. */
export function numberOf(schema: string): number {
  return Number.parseInt(schema, 10);
}
