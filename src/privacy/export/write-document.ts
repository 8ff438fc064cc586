import type { Contents } from "./contents.ts";
import { memberOf } from "./tables.ts";
import type { ExportedTable } from "./tables.ts";

/** One JSON document with everything but the bytes of files: `{exportDate, organization, statistics, data}`. */
export async function* documentBytes(contents: Contents): AsyncGenerator<Uint8Array> {
  const { at, counts, log } = contents;
  const tables = contents.tables.filter(([table]) => table !== "organization");
  const statistics = Object.fromEntries(tables.map(([table, spec]) => [nameOf(table, spec), counts.get(table)]));
  yield Buffer.from(`{"exportDate":${JSON.stringify(at)},\n"organization":`);
  for (const [table, spec] of contents.tables)
    if (table === "organization") for await (const lines of contents.linesOf(table, spec)) yield Buffer.from(lines[0]!);
  yield Buffer.from(`,\n"statistics":${JSON.stringify({ ...statistics, auditLog: log.size })},\n"data":{`);
  for (const [at, [table, spec]] of tables.entries())
    yield* arrayOf(`${at === 0 ? "" : ","}\n"${nameOf(table, spec)}":`, contents.linesOf(table, spec));
  yield* arrayOf(`,\n"auditLog":`, contents.logLines());
  yield Buffer.from("\n}}\n");
}

async function* arrayOf(before: string, batches: AsyncIterable<string[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${before}[`);
  let separator = "\n";
  for await (const lines of batches) {
    yield Buffer.from(separator + lines.join(",\n"));
    separator = ",\n";
  }
  yield Buffer.from("]");
}

/** People are `users`, as callers know them; the others are called as their files. */
function nameOf(table: string, { file }: ExportedTable): string {
  if (table === "member") return "users";
  const name = file.replace(/^records\//, "").replace(/\.jsonl$/, "");
  return memberOf(name.replaceAll(/[-/]/g, "_"));
}
