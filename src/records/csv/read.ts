import type { Dialect } from "./dialect.ts";
import { decode } from "./encoding.ts";
import type { Bytes } from "./encoding.ts";
import { restoreCell } from "./formula.ts";
import { RowSplitter } from "./split.ts";
import type { CsvRow } from "./split.ts";

/** The rows of a file, the header first, in constant memory. Apostrophes put before formulas by our export are gone. */
export async function* readCsv(bytes: Bytes, dialect: Dialect): AsyncGenerator<CsvRow> {
  const splitter = new RowSplitter(dialect.delimiter);
  let skipFirst = dialect.separatorLine;
  for await (const rows of pieces(bytes, dialect, splitter)) {
    for (const row of rows) {
      if (skipFirst) skipFirst = false;
      else yield restoreRow(row);
    }
  }
}

async function* pieces(bytes: Bytes, dialect: Dialect, splitter: RowSplitter): AsyncGenerator<CsvRow[]> {
  for await (const text of decode(bytes, dialect.encoding)) yield splitter.push(text);
  yield splitter.push("", true);
}

function restoreRow(row: CsvRow): CsvRow {
  const { cells } = row;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!;
    if (cell.charCodeAt(0) === 39) cells[index] = restoreCell(cell);
  }
  return row;
}
