import { detectDialect } from "../../records/csv/dialect.ts";
import type { Bytes } from "../../records/csv/encoding.ts";
import { readCsv } from "../../records/csv/read.ts";
import type { CsvRow } from "../../records/csv/split.ts";
import { invalidField, Problem } from "../../problems.ts";
import type { Storage, Stored } from "../../ports/storage.ts";

/** A file on its way: kept, with its first rows read. */
export interface Spooled extends Stored {
  key: string;
  header: string[];
  sample: CsvRow[];
}

const headBytes = 128 * 1024;
const sampleRows = 20;
const mostColumns = 1_000;

/** Keeps an upload under `key` and reads its header. Refuses what is too large or no table; then nothing is kept. */
export async function spool(
  storage: Storage,
  key: string,
  bytes: Bytes,
  limits: { largestBytes: number },
  dialect: { encoding?: string; delimiter?: string },
): Promise<Spooled> {
  const head: Uint8Array[] = [];
  const stored = await storage.write(key, watched(bytes, limits.largestBytes, head));
  try {
    return { ...stored, key, ...(await headOf(Buffer.concat(head), dialect)) };
  } catch (error) {
    await storage.remove(key);
    throw error instanceof Problem ? error : invalidField("file", (error as Error).message);
  }
}

/** The columns and first rows of a file that is kept already. */
export async function readKept(
  storage: Storage,
  key: string,
  dialect: { encoding?: string; delimiter?: string },
): Promise<Pick<Spooled, "header" | "sample">> {
  const stream = await storage.read(key);
  if (!stream) throw new Problem("conflict", "The file is no longer there. Choose it again.");
  const head: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    head.push(chunk.subarray(0, headBytes - size));
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return headOf(Buffer.concat(head), dialect);
}

async function headOf(head: Buffer, dialect: { encoding?: string; delimiter?: string }) {
  const [header, ...sample] = await readHead(head, dialect);
  if (!header || header.fault || header.cells.every((cell) => cell.trim() === ""))
    throw invalidField("file", "is empty; the first row must name the columns");
  if (header.cells.length > mostColumns) throw invalidField("file", `has more than ${mostColumns} columns`);
  return { header: tellApart(header.cells.map((cell) => cell.trim())), sample };
}

/** Columns of the same name get a number, so that each can be mapped: `Email`, `Email (2)`. */
function tellApart(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let number = 2; name !== "" && seen.has(own); number += 1) {
      const next = `${name} (${number})`;
      if (!taken.has(next)) own = next;
    }
    seen.add(own);
    return own;
  });
}

async function* watched(bytes: Bytes, largest: number, head: Uint8Array[]): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    if (size < headBytes) head.push(Buffer.from(chunk.subarray(0, headBytes - size)));
    size += chunk.length;
    if (size > largest) throw new Problem("too-large", `A file to import may have at most ${largest} bytes.`);
    yield chunk;
  }
}

async function readHead(head: Buffer, known: { encoding?: string; delimiter?: string }): Promise<CsvRow[]> {
  // Cut where no character can be cut in two, or UTF-8 would look damaged.
  const whole = head.length < headBytes ? head : head.subarray(0, Math.max(head.lastIndexOf(10), 0) || head.length);
  const dialect = await detectDialect(once(whole), known);
  const rows: CsvRow[] = [];
  for await (const row of readCsv(once(whole), dialect)) {
    if (rows.push(row) > sampleRows) break;
  }
  return rows;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
