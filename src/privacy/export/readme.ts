import type { Contents } from "./contents.ts";
import type { ListedFile } from "./manifest.ts";
import { toldTables } from "./tables.ts";

/** So many lines of each file are shown in the page; the files have all. */
const mostShown = 100;
const longestCell = 300;

interface Preview {
  label: string;
  rows: Record<string, unknown>[];
  lines: number;
}

/** The first lines of each file, kept while they go by. */
export class Previews {
  readonly byFile = new Map<string, Preview>();
  readonly #most: number;

  /** `most`: how many of each. */
  constructor(most = mostShown) {
    this.#most = most;
  }

  async *watched(file: string, label: string, batches: AsyncIterable<string[]>): AsyncGenerator<string[]> {
    const preview: Preview = { label, rows: [], lines: 0 };
    this.byFile.set(file, preview);
    for await (const batch of batches) {
      const wanted = Math.max(this.#most - preview.rows.length, 0);
      preview.rows.push(...batch.slice(0, wanted).map((line) => JSON.parse(line) as Record<string, unknown>));
      preview.lines += batch.length;
      yield batch;
    }
  }
}

const style = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}p{max-width:46rem}summary{cursor:pointer;padding:.5rem 0}
details{border-top:1px solid var(--line)}.scroll{overflow:auto;max-height:32rem;margin-bottom:1rem}
table{border-collapse:collapse;font-size:13px}th,td{padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
th{position:sticky;top:0;background:Canvas}td{max-width:24rem;overflow:hidden;text-overflow:ellipsis}
.count{opacity:.65;margin-left:.5rem}input{font:inherit;padding:.35rem .6rem;width:min(24rem,100%);margin:1rem 0}`;

/** Hides what does not contain the words, and opens what does. The page asks nobody for anything. */
const script = `const search=document.querySelector("input");search.hidden=false;search.addEventListener("input",()=>{
const words=search.value.toLowerCase();for(const part of document.querySelectorAll("details")){let found=0;
for(const row of part.querySelectorAll("tbody tr")){const fits=row.textContent.toLowerCase().includes(words);row.hidden=!fits;if(fits)found++}
part.open=words!==""&&found>0;part.hidden=words!==""&&found===0}});`;

/** A page that opens without a network: what is in the archive, and the first lines of each file. */
export function readmeOf(contents: Contents, previews: Previews, files: readonly ListedFile[], name: string): string {
  const copied = copiedIn(files);
  const intro = `<p>This is all that NextCRM keeps for the organization, as it was at ${escaped(contents.at)}. Each file of the ending
<code>.jsonl</code> has one object in JSON a line; <code>schemas/</code> says what their members are. Below are the first
${mostShown} lines of each. <a href="manifest.json">manifest.json</a> lists every file with its SHA-256; the signed note beside it,
and <code>nextcrm export verify</code> with the key that you kept, prove that nothing was changed.</p>
<p>The audit log is in <a href="${toldTables.audit_event!.file}">${toldTables.audit_event!.file}</a>: ${contents.log.size.toLocaleString("en")} events with
what proves them. ${copied.size.toLocaleString("en")} ${copied.size === 1 ? "file of a document is" : "files of documents are"} in
<code>files/</code>.</p>`;
  return pageOf(`${name}: everything, as of ${contents.at.slice(0, 10)}`, intro, previews, copied);
}

/** Where the bytes of documents are, by their SHA-256. */
export function copiedIn(files: readonly ListedFile[]): Map<string, string> {
  return new Map(files.filter(({ path }) => path.startsWith("files/")).map(({ path, sha256 }) => [sha256, path]));
}

/** `intro` is HTML; the title is a text. The page asks nobody for anything. */
export function pageOf(title: string, intro: string, previews: Previews, copied: ReadonlyMap<string, string>): string {
  const parts = [...previews.byFile].map(([file, preview]) => partOf(file, preview, copied));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${style}</style></head><body>
<h1>${escaped(title)}</h1>
${intro}
<input type="search" placeholder="Search in what is shown here" aria-label="Search in what is shown here" hidden>
${parts.join("\n")}
<script>${script}</script></body></html>
`;
}

function partOf(file: string, { label, rows, lines }: Preview, copied: ReadonlyMap<string, string>): string {
  const members = Object.keys(rows[0] ?? {}).filter((member) => rows.some((row) => isTold(row[member])));
  const head = members.map((member) => `<th scope="col">${escaped(member)}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${members.map((member) => `<td>${cellOf(member, row[member], copied)}</td>`).join("")}</tr>`,
  );
  const shown = lines > rows.length ? `, of which the first ${rows.length} are shown` : "";
  const summary = `<summary>${escaped(label)}<span class="count">${lines.toLocaleString("en")}${shown}</span></summary>`;
  const table =
    rows.length === 0
      ? "<p>None.</p>"
      : `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}</tbody></table></div>`;
  return `<details>${summary}<p><a href="${escaped(file)}">${escaped(file)}</a></p>${table}</details>`;
}

function isTold(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && JSON.stringify(value) !== "{}";
}

function cellOf(member: string, value: unknown, copied: ReadonlyMap<string, string>): string {
  if (!isTold(value)) return "";
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  const text = escaped(whole.length > longestCell ? `${whole.slice(0, longestCell)}…` : whole);
  const path = member === "sha256" ? copied.get(whole) : undefined;
  return path ? `<a href="${escaped(path)}">${text}</a>` : text;
}

/** As text of a page. */
export function escaped(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
