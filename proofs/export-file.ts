/** A file of JSON lines: a header, an event a line, and a last line that says how many there are. */

export const exportFormat = "nextcrm-audit-log/1";

export interface ExportHeader {
  format: typeof exportFormat;
  /** The log's name, and its keys'. */
  origin: string;
  /** As verifiers take them, newest first. */
  keys: string[];
  /** The signed note; null for a log that was never sealed. */
  checkpoint: string | null;
  /** All events up to the checkpoint are there in their order; otherwise each brings its proof. */
  whole: boolean;
}

export interface ExportedEvent {
  sequence: number;
  /** Canonical JSON, the bytes that were hashed. */
  leaf?: string;
  disclosures?: string[];
  /** In place of a leaf that was pruned: base64 of its hash. */
  hash?: string;
  /** Digests of disclosures that were erased. */
  erased?: string[];
  /** base64 of each hash, from the leaf upward. */
  proof?: string[];
}

/** Why a file is no export, or not a whole one: one sentence for people. */
export class UnreadableExport extends Error {
  override name = "UnreadableExport";
}

/** Throws UnreadableExport for anything but the first line of an export. */
export function headerOf(line: string | undefined): ExportHeader {
  try {
    const header = JSON.parse(line ?? "") as ExportHeader;
    if (header.format === exportFormat && Array.isArray(header.keys)) return header;
  } catch {
    // Said below.
  }
  throw new UnreadableExport("This file is no export of an audit log in JSON Lines (`export=jsonl`).");
}

const batchSize = 1_000;

/** Batches of events up to the last line, which has to be there and to count them, or UnreadableExport is thrown. */
export async function* readEvents(lines: AsyncIterator<string>): AsyncGenerator<ExportedEvent[]> {
  let batch: ExportedEvent[] = [];
  let count = 0;
  for (;;) {
    const { value, done } = await lines.next();
    if (done)
      throw new UnreadableExport(`The file ends within the log, behind ${count} events: it was not downloaded whole.`);
    const line = lineOf(value, count);
    if ("events" in line) {
      if (line.events !== count) throw new UnreadableExport(`The file says ${line.events} events and has ${count}.`);
      if (batch.length > 0) yield batch;
      return;
    }
    count += 1;
    batch.push(line);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
}

function lineOf(text: string, before: number): ExportedEvent | { events: number } {
  try {
    return JSON.parse(text) as ExportedEvent | { events: number };
  } catch {
    throw new UnreadableExport(`Line ${before + 2} of the file is no JSON.`);
  }
}
