import { decode, EncodingDetector } from "./encoding.ts";
import type { Bytes } from "./encoding.ts";
import { RowSplitter } from "./split.ts";

/** How a file is written. */
export interface Dialect {
  encoding: string;
  delimiter: string;
  /** The first line is Excel's `sep=;` and no row. */
  separatorLine: boolean;
}

const delimiters = [",", ";", "\t", "|"];
const headBytes = 128 * 1024;
const sampleRows = 50;

/**
 * Reads the whole of `bytes` to learn how it is written; `known` overrules what would be found.
 * Throws an Error with a sentence for the user when the file is no text at all.
 */
export async function detectDialect(bytes: Bytes, known: Partial<Dialect> = {}): Promise<Dialect> {
  const detector = new EncodingDetector();
  const head: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of bytes) {
    if (kept < headBytes) head.push(chunk.slice(0, headBytes - kept));
    kept += chunk.length;
    detector.see(chunk);
  }
  const encoding = known.encoding ?? detector.encoding();
  const text = await decodeHead(head, encoding);
  refuseBinary(text);
  const separator = /^sep=(.)\r?\n/i.exec(text.slice(0, 10))?.[1];
  const delimiter = known.delimiter ?? separator ?? sniffDelimiter(text, kept <= headBytes);
  return { encoding, delimiter, separatorLine: separator !== undefined };
}

async function decodeHead(head: Uint8Array[], encoding: string): Promise<string> {
  let text = "";
  for await (const piece of decode(iterate(head), encoding)) text += piece;
  return text;
}

async function* iterate(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function refuseBinary(text: string): void {
  if (text.startsWith("PK\u0003\u0004")) throw new Error("This is a spreadsheet or zip file; save it as CSV first");
  if (text.slice(0, 4096).includes("\0")) throw new Error("This is not a text file");
}

/** The delimiter under which the first rows agree most on their number of cells; more cells win a tie. */
export function sniffDelimiter(text: string, whole: boolean): string {
  let best = { delimiter: ",", agreement: 0, width: 1 };
  for (const delimiter of delimiters) {
    const rows = new RowSplitter(delimiter).push(text, whole).slice(0, sampleRows);
    const width = rows[0]?.cells.length ?? 1;
    if (width < 2) continue;
    const agreement = rows.filter((row) => row.cells.length === width).length / rows.length;
    if (agreement > best.agreement || (agreement === best.agreement && width > best.width)) {
      best = { delimiter, agreement, width };
    }
  }
  return best.delimiter;
}
