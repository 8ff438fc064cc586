import type { Bytes } from "../../records/csv/encoding.ts";
import { Problem } from "../../problems.ts";

/** A file as a request brings it. */
export interface Upload {
  bytes: Bytes;
  filename: string | null;
}

const longestPartHead = 16 * 1024;

/** The file in a request: the whole body, or the first part of a multipart form that is a file. Nothing is buffered. */
export async function uploadOf(request: Request): Promise<Upload> {
  const type = request.headers.get("content-type") ?? "";
  if (!request.body)
    throw new Problem("malformed-body", "Send the file as the body, or as `file` in a multipart form.");
  if (/^multipart\/form-data\b/i.test(type)) {
    const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
    if (!boundary) throw new Problem("malformed-body", "The multipart form names no boundary.");
    return fileOfForm(request.body, boundary[1] ?? boundary[2]!);
  }
  if (!/^(text\/(csv|plain|tab-separated-values)|application\/(csv|octet-stream|vnd\.ms-excel))\b/i.test(type)) {
    throw new Problem("unsupported-media-type", "Send text/csv, or a multipart form with the file as `file`.");
  }
  return { bytes: request.body, filename: null };
}

/** Reads a form (RFC 7578) up to its first file; its bytes follow as they are asked for. */
async function fileOfForm(body: ReadableStream<Uint8Array>, boundary: string): Promise<Upload> {
  const reader = new FormReader(body[Symbol.asyncIterator](), Buffer.from(`\r\n--${boundary}`));
  for (;;) {
    const head = await reader.nextHead();
    if (head === undefined) throw new Problem("malformed-body", "The multipart form holds no `file`.");
    const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? "";
    const filename = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
    if (filename !== undefined || /;\s*name="?file"?(;|\s*$)/i.test(disposition)) {
      return { bytes: reader.content(), filename: filename?.slice(0, 200) ?? null };
    }
    for await (const _ of reader.content());
  }
}

class FormReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #mark: Buffer;
  // The first boundary has no line break before it.
  #held = Buffer.from("\r\n");

  constructor(source: AsyncIterator<Uint8Array>, mark: Buffer) {
    this.#source = source;
    this.#mark = mark;
  }

  /** The header lines of the next part; undefined behind the last. */
  async nextHead(): Promise<string | undefined> {
    for await (const _ of this.content());
    while (this.#held.length < 2) if (!(await this.#more())) return undefined;
    if (this.#held.subarray(0, 2).toString() === "--") return undefined;
    for (;;) {
      const end = this.#held.indexOf("\r\n\r\n");
      if (end !== -1) {
        const head = this.#held.subarray(0, end).toString();
        this.#held = this.#held.subarray(end + 4);
        this.#inside = true;
        return head;
      }
      if (this.#held.length > longestPartHead || !(await this.#more()))
        throw new Problem("malformed-body", "The multipart form is broken.");
    }
  }

  #inside = true;

  /** The bytes up to the next boundary. */
  async *content(): AsyncGenerator<Buffer> {
    while (this.#inside) {
      const end = this.#held.indexOf(this.#mark);
      if (end !== -1) {
        const last = this.#held.subarray(0, end);
        this.#held = this.#held.subarray(end + this.#mark.length);
        this.#inside = false;
        if (last.length > 0) yield last;
        return;
      }
      // A boundary may have begun in the last bytes.
      const safe = Math.max(0, this.#held.length - this.#mark.length);
      if (safe > 0) yield this.#held.subarray(0, safe);
      this.#held = this.#held.subarray(safe);
      if (!(await this.#more())) throw new Problem("malformed-body", "The multipart form ends too early.");
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#held = Buffer.concat([this.#held, value]);
    return true;
  }
}
