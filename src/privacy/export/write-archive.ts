import { leftOutTables, exportedTables } from "./tables.ts";
import { extname } from "node:path";
import type { Signer } from "../../ports/signer.ts";
import type { Storage } from "../../ports/storage.ts";
import type { Contents, StoredBytes } from "./contents.ts";
import { manifestBytes, archiveFormat, signManifest } from "./manifest.ts";
import type { ListedFile, ManifestHead } from "./manifest.ts";
import { Previews, readmeOf } from "./readme.ts";
import { logSchema, readSchemas, schemaPath } from "./schemas.ts";
import type { ZipWriter } from "./zip-writer.ts";

export interface ArchiveTools {
  storage: Storage;
  signer: Signer;
  /** The product's. */
  version: string;
}

export interface ArchiveOptions {
  /** Of the export. */
  id: string;
  /** Whether the bytes of documents go in. */
  files: boolean;
}

/** What opens with a program that shows it, and does nothing by itself. Other files have no ending. */
const quietEndings =
  /^\.(pdf|txt|md|csv|png|jpe?g|gif|webp|heic|docx?|xlsx?|pptx?|od[tsp]|rtf|eml|ics|vcf|zip|mp[34]|m4a|mov|wav)$/;

/** Writes an organization's archive: its files, what describes them, and the signed manifest at its end. */
export async function writeArchive(
  zip: ZipWriter,
  contents: Contents,
  tools: ArchiveTools,
  options: ArchiveOptions,
): Promise<void> {
  const archive = new Archive(zip, contents, tools);
  const previews = new Previews();
  await archive.writeSchemas();
  for (const [table, spec] of contents.tables) {
    const lines = previews.watched(spec.file, spec.label, contents.linesOf(table, spec));
    await archive.writeLines(spec.file, lines, table);
  }
  await archive.writeLines("audit/log.jsonl", logFile(contents));
  await archive.writeStored(contents.archives(), ({ sha256 }) => `audit/archives/${sha256}.jsonl.gz`);
  await archive.writeStored(contents.origins(), ({ sha256 }) => `audit/origins/${sha256}`);
  if (options.files) await archive.writeStored(contents.documents(), documentPath);
  await archive.write("README.html", [Buffer.from(readmeOf(contents, previews, archive.files, archive.name!))]);
  await archive.writeManifest(options);
}

/** Where a document's bytes are in an archive. */
export function documentPath({ sha256, filename }: Pick<StoredBytes, "sha256" | "filename">): string {
  const ending = extname(filename ?? "").toLowerCase();
  return `files/${sha256}${quietEndings.test(ending) ? ending : ""}`;
}

async function* logFile(contents: Contents): AsyncGenerator<string[]> {
  yield [JSON.stringify(contents.log.header)];
  yield* contents.logLines();
  yield [JSON.stringify({ events: contents.log.size })];
}

/** The files that were written so far, and what is wrong with them. */
class Archive {
  readonly files: ListedFile[] = [];
  readonly #missing: ManifestHead["missing"] = [];
  readonly #zip: ZipWriter;
  readonly #contents: Contents;
  readonly #tools: ArchiveTools;
  /** The organization's, known once its file is written. */
  name: string | undefined;

  constructor(zip: ZipWriter, contents: Contents, tools: ArchiveTools) {
    this.#zip = zip;
    this.#contents = contents;
    this.#tools = tools;
  }

  async write(path: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, compress = true) {
    const entry: ListedFile = await this.#zip.add(path, bytes, { compress });
    this.files.push(entry);
    return entry;
  }

  async writeSchemas(): Promise<void> {
    const schemas = await readSchemas(this.#contents.sql);
    schemas.set("audit/log.jsonl", logSchema);
    for (const [file, schema] of schemas)
      await this.write(schemaPath(file), [Buffer.from(`${JSON.stringify(schema, null, 2)}\n`)]);
  }

  async writeLines(path: string, batches: AsyncIterable<string[]>, table?: string): Promise<void> {
    let lines = 0;
    const bytes = async function* (self: Archive) {
      for await (const batch of batches) {
        lines += batch.length;
        if (table === "organization") self.name = (JSON.parse(batch[0]!) as { name: string }).name;
        yield Buffer.from(`${batch.join("\n")}\n`);
      }
    };
    const entry = await this.write(path, bytes(this));
    Object.assign(entry, { lines, ...(table && { table }) });
  }

  /** Copies what lies in storage; what is not there any more is said in the manifest. */
  async writeStored(stored: AsyncIterable<StoredBytes[]>, pathOf: (bytes: StoredBytes) => string): Promise<void> {
    for await (const batch of stored)
      for (const one of batch) {
        const path = pathOf(one);
        const bytes = await this.#tools.storage.read(one.storageKey);
        this.#contents.done += 1;
        if (!bytes) {
          this.#missing.push({ path, reason: "It is not in the storage." });
          continue;
        }
        // Most formats of files are compressed in themselves.
        const { sha256 } = await this.write(path, bytes as AsyncIterable<Uint8Array>, false);
        if (sha256 !== one.sha256) this.#missing.push({ path, reason: "In the storage are other bytes." });
      }
  }

  async writeManifest({ id, files }: ArchiveOptions): Promise<void> {
    const { sql, organizationId, at, counts, log } = this.#contents;
    const [migration] = await sql.query<{ name: string }>(
      "select version || '_' || name as name from schema_migration order by version desc limit 1",
    );
    const head: ManifestHead = {
      format: archiveFormat,
      id,
      product: { name: "NextCRM", version: this.#tools.version },
      schema: migration!.name,
      organization: { id: organizationId, name: this.name! },
      snapshotAt: at,
      options: { files },
      audit: { origin: log.header.origin, keys: log.header.keys, checkpoint: log.header.checkpoint },
      counts: Object.fromEntries(Object.keys(exportedTables).map((table) => [table, counts.get(table)!])),
      missing: this.#missing,
      leftOut: { ...leftOutTables },
    };
    const { sha256 } = await this.#zip.add("manifest.json", manifestBytes(head, this.files));
    const note = signManifest(this.#tools.signer, organizationId, id, sha256);
    await this.#zip.add("manifest.json.note", [Buffer.from(note)]);
  }
}
