import { expect, test } from "vitest";
import fc from "fast-check";
import iconv from "iconv-lite";
import { detectDialect } from "./dialect.ts";
import { readCsv } from "./read.ts";
import { RowSplitter } from "./split.ts";
import type { CsvRow } from "./split.ts";
import { writeCsv } from "./write.ts";

async function* chunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array | string, size?: number): Promise<CsvRow[]> {
  const buffer = Buffer.from(bytes);
  const dialect = await detectDialect(chunks(buffer, size));
  return Array.fromAsync(readCsv(chunks(buffer, size), dialect));
}

const cells = async (bytes: Uint8Array | string) => (await read(bytes)).map((row) => row.cells);

test("quoted cells hold delimiters, quotation marks and line breaks", async () => {
  expect(await cells('a,b\r\n"x, ""y""","1\r\n2"\r\n')).toEqual([
    ["a", "b"],
    ['x, "y"', "1\r\n2"],
  ]);
});

test.each(["\n", "\r", "\r\n"])("lines are counted as they stand in the file, also within cells (%j)", async (eol) => {
  const rows = await read(["a,b", '"one', 'two",x', "", "3,4"].join(eol));
  expect(rows.map((row) => row.line)).toEqual([1, 2, 5]);
});

test("a lone quotation mark is text", async () => {
  expect(await cells('a,b\n5" pipe,2\n"x"y,3\n')).toEqual([
    ["a", "b"],
    ['5" pipe', "2"],
    ["xy", "3"],
  ]);
});

test("a quotation mark that is never closed costs its line, named, and nothing else", async () => {
  const rows = await read('a,b\n1,"2\n3,4\n5,6\n');
  expect(rows.map((row) => row.cells)).toEqual([["a", "b"], [], ["3", "4"], ["5", "6"]]);
  expect(rows[1]).toMatchObject({ line: 2, fault: expect.stringContaining("quotation mark") });
});

test("a row over the limit is a fault with its line, and reading goes on", () => {
  const rows = new RowSplitter(",", 10).push(`a,b\n${"x".repeat(30)},y\n"${"z".repeat(30)}"\n1,2\n`, true);
  expect(rows.map((row) => [row.line, row.cells.length, row.fault !== undefined])).toEqual([
    [1, 2, false],
    [2, 0, true],
    [3, 0, true],
    [4, 2, false],
  ]);
});

test.each(["utf-8", "utf-16le", "utf-16be", "windows-1252"])("%s is recognised", async (encoding) => {
  const bytes = iconv.encode("Ort;Preis\nKöln;5 €\nÉvian;“6”\n", encoding, { addBOM: encoding.startsWith("utf-16") });
  expect(await cells(bytes)).toEqual([
    ["Ort", "Preis"],
    ["Köln", "5 €"],
    ["Évian", "“6”"],
  ]);
});

test("one damaged byte does not turn UTF-8 into Windows-1252", async () => {
  const bytes = Buffer.concat([Buffer.from("name\näöüäöüäöüäöü\n"), Buffer.from([0xc3]), Buffer.from("x\n")]);
  expect((await cells(bytes))[1]).toEqual(["äöüäöüäöüäöü"]);
});

test.each([
  ["a;b\n1,5;2,5\n", ["a", "b"]],
  ["a\tb\n1,5\t2\n", ["a", "b"]],
  ["a,b\n1;5,2\n", ["a", "b"]],
  ["sep=;\r\na;b,c\r\n", ["a", "b,c"]],
  ["name\nx\n", ["name"]],
])("the delimiter of %j is found", async (text, header) => {
  expect((await cells(text))[0]).toEqual(header);
});

test("a spreadsheet file is refused with a sentence", async () => {
  await expect(read(Buffer.from("PK\u0003\u0004rest"))).rejects.toThrow("save it as CSV");
});

const nasty = fc.stringMatching(/^[ab,;"'=+\-@\t\r\n é€]*$/);

test("how a text is cut never matters", () => {
  fc.assert(
    fc.property(nasty, fc.array(fc.nat(8)), fc.integer({ min: 3, max: 12 }), (text, cuts, longest) => {
      const whole = new RowSplitter(",", longest).push(text, true);
      const splitter = new RowSplitter(",", longest);
      const rows: CsvRow[] = [];
      let at = 0;
      for (const cut of cuts) rows.push(...splitter.push(text.slice(at, (at += cut))));
      rows.push(...splitter.push(text.slice(at), true));
      expect(rows).toEqual(whole);
    }),
    { numRuns: 3000, examples: [[';\n@"b,"', [6], 3]] },
  );
});

test("what is written is read back, cell by cell", async () => {
  const row = fc.array(nasty, { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
      const bytes = Buffer.concat(await Array.fromAsync(writeCsv(rows)));
      const dialect = { encoding: "utf-8", delimiter: ",", separatorLine: false };
      const back = await Array.fromAsync(readCsv(chunks(bytes, 5), dialect));
      expect(back.map((each) => each.cells)).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});
