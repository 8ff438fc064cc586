/** One row of a file. `line` is the physical line, from 1, on which the row begins. */
export interface CsvRow {
  line: number;
  cells: string[];
  /** Why the row cannot be read; `cells` is then empty. */
  fault?: string;
}

/** A row of this many characters is a mistake, mostly a quotation mark that is never closed. */
export const longestRow = 1_048_576;

const quote = '"';

/**
 * Splits text into rows after RFC 4180, forgiving where a reading exists: a row may end in CR, LF or CRLF, a quotation
 * mark inside an unquoted cell is text, and text after a closing quotation mark is kept. The rows do not depend on how
 * the text was cut into pieces.
 */
export class RowSplitter {
  readonly #delimiter: string;
  readonly #longest: number;
  #text = "";
  #at = 0;
  #line = 1;
  #nextQuote = -1;
  #nextReturn = -1;
  /** A line feed at the start of the next piece belongs to the CR that ended this one. */
  #afterReturn = false;
  /** What is left of an overlong line is not read. */
  #skipping = false;

  constructor(delimiter: string, longest: number = longestRow) {
    this.#delimiter = delimiter;
    this.#longest = longest;
  }

  /** The rows that `piece` completes; with `last` all that remain. Empty lines are counted but not returned. */
  push(piece: string, last = false): CsvRow[] {
    this.#text = this.#text.slice(this.#at) + piece;
    this.#at = 0;
    this.#nextQuote = this.#text.indexOf(quote);
    this.#nextReturn = this.#text.indexOf("\r");
    const rows: CsvRow[] = [];
    while (this.#at < this.#text.length) {
      if (this.#passLineFeed()) continue;
      if (this.#skipping) {
        this.#skipLine();
        continue;
      }
      const row = this.#take(last);
      if (!row) break;
      if (row.cells.length > 0 || row.fault) rows.push(row);
    }
    return rows;
  }

  #passLineFeed(): boolean {
    const passes = this.#afterReturn && this.#text.charCodeAt(this.#at) === 10;
    this.#afterReturn = false;
    if (passes) this.#at += 1;
    return passes;
  }

  #take(last: boolean): CsvRow | undefined {
    const start = this.#at;
    // A row is judged by this window alone, so that its fate does not depend on how much text has come.
    const stop = Math.min(this.#text.length, start + this.#longest + 1);
    const atEnd = last && this.#text.length - start <= this.#longest;
    const line = this.#line;
    const end = this.#lineEnd(start, stop);
    if (this.#quoteFrom(start, end === -1 ? stop : end)) return this.#takeQuoted(stop, atEnd, last);
    if (end === -1 && !atEnd) return this.#overlong(stop, last);
    const text = this.#text.slice(start, end === -1 ? stop : end);
    this.#finish(start + text.length);
    return { line, cells: text === "" ? [] : text.split(this.#delimiter) };
  }

  #takeQuoted(stop: number, atEnd: boolean, last: boolean): CsvRow | undefined {
    const start = this.#at;
    const line = this.#line;
    const cells: string[] = [];
    let at = start;
    for (;;) {
      const cell =
        at < stop && this.#text[at] === quote
          ? this.#quotedCell(at, stop, atEnd)
          : this.#plainCell(at, "", stop, atEnd);
      if (cell === "open") return atEnd ? this.#unclosed(at) : this.#overlong(stop, last, at);
      if (cell === "short") return this.#overlong(stop, last);
      cells.push(cell.value);
      at = cell.end;
      if (this.#text[at] !== this.#delimiter || at >= stop) break;
      at += 1;
    }
    this.#line += countBreaks(this.#text.slice(start, at));
    this.#finish(at);
    return { line, cells };
  }

  /** The cell whose quotation mark opens at `open`; "open" when it is not closed before `stop`. */
  #quotedCell(open: number, stop: number, atEnd: boolean): { value: string; end: number } | "open" | "short" {
    const text = this.#text;
    let value = "";
    let from = open + 1;
    for (;;) {
      const close = text.indexOf(quote, from);
      if (close === -1 || close >= stop || (close === stop - 1 && !atEnd)) return "open";
      value += text.slice(from, close);
      if (text[close + 1] !== quote || close + 1 >= stop) return this.#plainCell(close + 1, value, stop, atEnd);
      value += quote;
      from = close + 2;
    }
  }

  #plainCell(from: number, before: string, stop: number, atEnd: boolean): { value: string; end: number } | "short" {
    const text = this.#text;
    const delimiter = this.#delimiter.charCodeAt(0);
    let end = from;
    for (; end < stop; end += 1) {
      const code = text.charCodeAt(end);
      if (code === delimiter || code === 10 || code === 13) break;
    }
    if (end === stop && !atEnd) return "short";
    return { value: before + text.slice(from, end), end };
  }

  /** The row does not end within the window: wait for more text, or give the row up. `open`: an open quotation mark. */
  #overlong(stop: number, last: boolean, open = -1): CsvRow | undefined {
    const row = this.#at;
    if (!last && stop <= row + this.#longest) return undefined;
    if (open !== -1) return this.#unclosed(open);
    const line = this.#line;
    this.#line += countBreaks(this.#text.slice(row, stop - 1));
    this.#at = stop - 1;
    this.#skipping = true;
    return { line, cells: [], fault: `The row is longer than ${this.#longest} characters` };
  }

  /** Gives up the line on which the quotation mark at `open` stands, and reads on behind it. */
  #unclosed(open: number): CsvRow {
    this.#line += countBreaks(this.#text.slice(this.#at, open));
    this.#at = open + 1;
    this.#skipping = true;
    const reason = `A quotation mark is opened and not closed within ${this.#longest} characters`;
    return { line: this.#line, cells: [], fault: reason };
  }

  #skipLine(): void {
    const end = this.#lineEnd(this.#at, this.#text.length);
    if (end === -1) this.#at = this.#text.length;
    else this.#finish(end);
  }

  /** Steps over the line break at `end`. */
  #finish(end: number): void {
    this.#skipping = false;
    this.#line += 1;
    this.#afterReturn = this.#text.charCodeAt(end) === 13;
    this.#at = end + 1;
  }

  #lineEnd(from: number, stop: number): number {
    if (this.#nextReturn !== -1 && this.#nextReturn < from) this.#nextReturn = this.#text.indexOf("\r", from);
    const feed = this.#text.indexOf("\n", from);
    const both = this.#nextReturn === -1 || (feed !== -1 && feed < this.#nextReturn) ? feed : this.#nextReturn;
    return both >= stop ? -1 : both;
  }

  #quoteFrom(from: number, to: number): boolean {
    if (this.#nextQuote !== -1 && this.#nextQuote < from) this.#nextQuote = this.#text.indexOf(quote, from);
    return this.#nextQuote !== -1 && this.#nextQuote < to;
  }
}

function countBreaks(text: string): number {
  if (!text.includes("\n") && !text.includes("\r")) return 0;
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
