import { isAscii } from "node:buffer";
import iconv from "iconv-lite";

/** A stream of bytes that can be read once, such as a file from storage. */
export type Bytes = AsyncIterable<Uint8Array>;

/** The pieces of a text, decoded. A byte order mark is not part of it. */
export async function* decode(bytes: Bytes, encoding: string): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of bytes) {
    const text = decoder.write(chunk);
    if (text !== "") yield text;
  }
  const rest = decoder.end();
  if (rest !== "") yield rest;
}

function decoderOf(encoding: string): { write(chunk: Uint8Array): string; end(): string } {
  if (encoding.startsWith("utf-")) {
    const decoder = new TextDecoder(encoding);
    return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder(encoding);
  return { write: (chunk) => decoder.write(Buffer.from(chunk)), end: () => decoder.end() ?? "" };
}

/** Whether files in this encoding can be read, for callers who name one. */
export function knowsEncoding(encoding: string): boolean {
  return iconv.encodingExists(encoding);
}

/**
 * Finds the encoding of a text: what its byte order mark says, else UTF-8, else Windows-1252, which holds Latin-1.
 * The whole text must pass through `see`, since a foreign byte may come late.
 */
export class EncodingDetector {
  readonly #decoder = new TextDecoder("utf-8");
  #mark: string | undefined;
  #head = Buffer.alloc(0);
  #broken = 0;
  #wellFormed = 0;

  see(chunk: Uint8Array): void {
    if (this.#head.length < 4) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, 4)]);
      this.#mark = markOf(this.#head);
    }
    const text = this.#decoder.decode(chunk, { stream: true });
    if (!isAscii(chunk)) this.#count(text);
  }

  encoding(): string {
    this.#count(this.#decoder.decode());
    if (this.#mark) return this.#mark;
    // One damaged byte does not make a UTF-8 file another encoding; in Latin-1 nearly every accent is damage.
    return this.#broken * 10 > this.#wellFormed ? "windows-1252" : "utf-8";
  }

  #count(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0xfffd) this.#broken += 1;
      else if (code > 0x7f) this.#wellFormed += 1;
    }
  }
}

function markOf(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  return undefined;
}
