import type { CsvRow } from "../../records/csv/split.ts";
import type { ImportRow } from "./row.ts";

const batchSize = 500;

/**
 * Rows in batches, beginning behind the first `skip`. No two rows of a batch share a key, so that the second of two
 * finds the record of the first. The next batch is read while one is written.
 */
export async function* batchesOf(
  rows: AsyncIterable<CsvRow>,
  skip: number,
  read: (row: CsvRow) => ImportRow | undefined,
  keysOf: (row: ImportRow) => string[],
): AsyncGenerator<ImportRow[]> {
  const cut = cutBatches(rows, skip, read, keysOf);
  let coming = cut.next();
  for (;;) {
    const { value, done } = await coming;
    if (done) return;
    coming = cut.next();
    // Its failure is met when it is awaited, not as a rejection that nobody handles.
    coming.catch(() => undefined);
    yield value;
  }
}

async function* cutBatches(
  rows: AsyncIterable<CsvRow>,
  skip: number,
  read: (row: CsvRow) => ImportRow | undefined,
  keysOf: (row: ImportRow) => string[],
): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = [];
  let keys = new Set<string>();
  let left = skip;
  for await (const raw of rows) {
    if (left > 0) {
      left -= 1;
      continue;
    }
    const row = read(raw);
    if (!row) continue;
    const own = keysOf(row);
    if (batch.length === batchSize || own.some((key) => keys.has(key))) {
      yield batch;
      batch = [];
      keys = new Set();
    }
    batch.push(row);
    for (const key of own) keys.add(key);
  }
  if (batch.length > 0) yield batch;
}
