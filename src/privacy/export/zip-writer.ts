import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";

/** A file in the archive, as it went in. */
export interface Entry {
  path: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Lines are many and alike: more effort costs more time than it saves bytes. */
const effort = 4;
const bufferBytes = 64 * 1024;

/** Writes one archive, file after file. */
export class ZipWriter {
  readonly #zip = new ZipFile();
  readonly #at: Date;
  readonly #stopped = Promise.withResolvers<never>();
  #source: Readable | undefined;

  /** `at`: when its files were made. */
  constructor(at: Date) {
    this.#at = at;
    this.#stopped.promise.catch(() => undefined);
    // Of streams that are added; `output` breaks off with it.
    this.#zip.on("error", (error: Error) => this.fail(error));
  }

  /** The archive's bytes, at the reader's pace. */
  get output(): Readable {
    return this.#zip.outputStream as Readable;
  }

  /** Adds a file, however long, and resolves when the reader has taken nearly all of it. */
  async add(
    path: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    { compress = true } = {},
  ): Promise<Entry> {
    const entry: Entry = { path, size: 0, sha256: "" };
    const source = Readable.from(measured(bytes, entry), { objectMode: false, highWaterMark: bufferBytes });
    this.#source = source;
    const options = { mtime: this.#at, compress, ...(compress && { compressionLevel: effort }) };
    const read = finished(source);
    // The archive keeps this function to its end, and must not keep the stream of every file with it.
    this.#zip.addReadStreamLazy(path, options, (give) => give(null, this.#source!));
    await Promise.race([read, this.#stopped.promise]);
    return entry;
  }

  end(): void {
    this.#zip.end();
  }

  /** Ends whoever adds and whoever reads. */
  fail(error: Error): void {
    this.#stopped.reject(error);
    this.#source?.destroy();
    this.output.destroy(error);
  }
}

async function* measured(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, entry: Entry) {
  const hash = createHash("sha256");
  for await (const some of bytes) {
    hash.update(some);
    entry.size += some.byteLength;
    yield some;
  }
  entry.sha256 = hash.digest("hex");
}

/** The bytes of the archive that `fill` writes, as they are read; whoever stops reading stops it. */
export async function* zipped(at: Date, fill: (zip: ZipWriter) => Promise<void>): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter(at);
  const filled = fill(zip).then(
    () => zip.end(),
    (error: Error) => zip.fail(error),
  );
  try {
    yield* zip.output as AsyncIterable<Uint8Array>;
  } finally {
    zip.fail(new Error("Nobody reads this archive any more"));
    await filled;
  }
}
