import { createHash } from "node:crypto";
import { openPromise } from "yauzl";
import type { Entry as ZipEntry, ZipFile } from "yauzl";
import { Refusal } from "../../refusal.ts";

/** An archive on a disk, file by file, in any order. */
export class ArchiveReader {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  /** Paths that are there more than once: which of them a program unpacks is its own choice. */
  readonly repeated: readonly string[];

  /** Throws a Refusal for what is no ZIP, or not a whole one. */
  static async open(file: string): Promise<ArchiveReader> {
    try {
      const zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
      const entries = new Map<string, ZipEntry>();
      const repeated: string[] = [];
      for await (const entry of zip.eachEntry()) {
        if (entries.has(entry.fileName)) repeated.push(entry.fileName);
        entries.set(entry.fileName, entry);
      }
      return new ArchiveReader(zip, entries, repeated);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT")
        throw new Refusal(`There is no file ${file}.`, { cause: error });
      throw new Refusal(`${file} cannot be read as a ZIP: ${(error as Error).message}.`, { cause: error });
    }
  }

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, ZipEntry>, repeated: readonly string[]) {
    this.#zip = zip;
    this.#entries = entries;
    this.repeated = repeated;
  }

  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** Of the archive itself. */
  get bytes(): number {
    return this.#zip.fileSize;
  }

  /** How many bytes each file takes here, and how many it says it is unpacked; more of them are never given. */
  get sizes(): { path: string; packed: number; size: number }[] {
    return [...this.#entries].map(([path, { compressedSize, uncompressedSize }]) => ({
      path,
      packed: compressedSize,
      size: uncompressedSize,
    }));
  }

  /** The bytes of a file; null where there is none. Reading throws where they are damaged. */
  async read(path: string): Promise<AsyncIterable<Uint8Array> | null> {
    const entry = this.#entries.get(path);
    return entry ? this.#zip.openReadStreamPromise(entry) : null;
  }

  /** A file as a text; null where there is none, or where it has more bytes than that. */
  async readText(path: string, mostBytes: number): Promise<string | null> {
    const bytes = (this.#entries.get(path)?.uncompressedSize ?? 0) > mostBytes ? null : await this.read(path);
    if (!bytes) return null;
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return Buffer.concat(pieces).toString("utf8");
  }

  close(): void {
    this.#zip.close();
  }
}

/** What is told of bytes that went by. */
export interface Measured {
  size: number;
  sha256: string;
  /** Line feeds. */
  lines: number;
  /** Bytes. */
  longestLine: number;
}

export async function measure(bytes: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash("sha256");
  const measured: Measured = { size: 0, sha256: "", lines: 0, longestLine: 0 };
  let begun = 0;
  const end = (at: number) => {
    measured.longestLine = Math.max(measured.longestLine, at - begun);
    begun = at + 1;
  };
  for await (const piece of bytes) {
    hash.update(piece);
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) {
      measured.lines += 1;
      end(measured.size + at);
    }
    measured.size += piece.byteLength;
  }
  end(measured.size);
  return { ...measured, sha256: hash.digest("hex") };
}
