import { customKinds } from "../../records/custom-fields.ts";
import type { CustomField } from "../../records/custom-fields.ts";
import { Refusal } from "../../refusal.ts";
import type { ArchiveReader } from "../export/read-archive.ts";
import { schemaPath } from "../export/schemas.ts";
import { exportedTables } from "../export/tables.ts";
import { columnsOfFile, lineChecker, objectIn } from "./check-rows.ts";
import type { CustomFields, FileColumn } from "./check-rows.ts";
import type { DatabaseColumn } from "./column-rules.ts";
import { lineBatches } from "./lines.ts";
import type { Line } from "./lines.ts";
import type { ImportedManifest } from "./manifest.ts";
import { importedTables } from "./tables.ts";

const linesAtOnce = 500;
const mostFindings = 20;
const mostSchemaBytes = 1024 * 1024;
/** Read whole, for everything else refers to them. */
const mostPeople = 200_000;

/** The rows of an archive, by the tables that they go to. */
export class ArchivedRows {
  readonly #archive: ArchiveReader;
  readonly #columns = new Map<string, readonly FileColumn[]>();

  private constructor(archive: ArchiveReader) {
    this.#archive = archive;
  }

  /** Throws a Refusal where the archive's columns do not fit those of this database. */
  static async open(
    archive: ArchiveReader,
    manifest: ImportedManifest,
    database: readonly DatabaseColumn[],
  ): Promise<ArchivedRows> {
    const rows = new ArchivedRows(archive);
    for (const { path, table } of manifest.files) {
      if (table === undefined || !Object.hasOwn(importedTables, table)) continue;
      const members = await membersIn(archive, schemaPath(path));
      const mine = database.filter((column) => column.table === table);
      const columns = columnsOfFile(exportedTables[table]!, members, mine);
      if (typeof columns === "string") throw new Refusal(columns);
      rows.#columns.set(table, columns);
    }
    for (const table of ["organization", "member"])
      if (!rows.#columns.has(table)) throw new Refusal(`${exportedTables[table]!.file} is missing.`);
    return rows;
  }

  columnsOf(table: string): readonly FileColumn[] | undefined {
    return this.#columns.get(table);
  }

  async *batches(table: string): AsyncGenerator<Line[]> {
    const { file } = exportedTables[table]!;
    const bytes = this.#columns.has(table) ? await this.#archive.read(file) : null;
    if (bytes) yield* lineBatches(file, bytes, linesAtOnce);
  }

  /** All rows of a table that has few, each checked by itself. */
  async whole(table: string, findings: string[]): Promise<Record<string, unknown>[]> {
    const check = lineChecker(table, this.#columns.get(table) ?? [], new Map());
    const found: Record<string, unknown>[] = [];
    for await (const batch of this.batches(table))
      for (const { number, text } of batch) {
        const wrong = check(text);
        if (wrong !== null) note(findings, table, number, wrong);
        else found.push(objectIn(text)!);
        if (found.length > mostPeople) throw new Refusal(`${exportedTables[table]!.file} has too many lines.`);
        if (findings.length >= mostFindings) return found;
      }
    return found;
  }

  /** The organization's own fields. */
  async customFields(findings: string[]): Promise<CustomFields> {
    const byType = new Map<string, CustomField[]>();
    for (const row of this.#columns.has("custom_field") ? await this.whole("custom_field", findings) : []) {
      const field = row as unknown as CustomField;
      if (!customKinds.includes(field.kind)) continue;
      byType.set(field.recordType, [...(byType.get(field.recordType) ?? []), field]);
    }
    return byType;
  }

  /** Looks at every line of every table; so many findings are enough. */
  async check(custom: CustomFields, findings: string[], seen: (table: string, lines: number) => void): Promise<void> {
    for (const [table, columns] of this.#columns) {
      if (table === "member" || table === "custom_field") continue;
      const check = lineChecker(table, columns, custom);
      for await (const batch of this.batches(table)) {
        for (const { number, text } of batch) {
          const wrong = check(text);
          if (wrong !== null) note(findings, table, number, wrong);
          if (findings.length >= mostFindings) return;
        }
        seen(table, batch.length);
      }
    }
  }

  get tables(): string[] {
    return [...this.#columns.keys()];
  }
}

function note(findings: string[], table: string, line: number, wrong: string): void {
  findings.push(`${exportedTables[table]!.file}, line ${line}: ${wrong}.`);
}

/** What the lines of a file have, as the archive itself describes them. */
async function membersIn(archive: ArchiveReader, path: string): Promise<string[]> {
  const schema = objectIn((await archive.readText(path, mostSchemaBytes)) ?? "");
  const properties = schema?.properties;
  if (typeof properties !== "object" || properties === null)
    throw new Refusal(`${path} is missing, or is no JSON Schema.`);
  return Object.keys(properties);
}
