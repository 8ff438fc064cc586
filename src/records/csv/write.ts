import { neutraliseCell } from "./formula.ts";

const chunkLength = 64 * 1024;

/** One row after RFC 4180, with its CRLF. Cells that a spreadsheet program would run are neutralised. */
export function csvLine(cells: readonly string[]): string {
  // A row of one empty cell would be an empty line, which is no row.
  if (cells.length === 1 && cells[0] === "") return '""\r\n';
  return `${cells.map(quoteCell).join(",")}\r\n`;
}

function quoteCell(cell: string): string {
  const safe = neutraliseCell(cell);
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV file as UTF-8 with a byte order mark, without which spreadsheet programs take it for Windows-1252. */
export async function* writeCsv(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "\uFEFF";
  for await (const row of rows) {
    text += csvLine(row);
    if (text.length < chunkLength) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
