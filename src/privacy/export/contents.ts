import { lineOf, readHeader } from "../../audit/export-lines.ts";
import { wholeSealedSql } from "../../audit/sealed-rows.ts";
import type { SealedRow } from "../../audit/sealed-rows.ts";
import type { Sql } from "../../ports/database.ts";
import type { ExportHeader } from "../../../proofs/export-file.ts";
import { countRows, readColumn, readRows, selectLines } from "./read-table.ts";
import { exportedTables } from "./tables.ts";
import type { ExportedTable } from "./tables.ts";

/** Bytes that the organization keeps in storage. */
export interface StoredBytes {
  storageKey: string;
  /** Hexadecimal. */
  sha256: string;
  size: number;
  filename: string | null;
}

const longestGap = "15min";

/** All that an organization has, as one snapshot shows it: read within the transaction that was given. */
export class Contents {
  readonly sql: Sql;
  readonly organizationId: string;
  /** RFC 3339. */
  readonly at: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly log: { header: ExportHeader; size: number };
  /** Lines that were read so far; whoever copies files counts them here as well. */
  done = 0;

  static async open(sql: Sql, organizationId: string, at: string): Promise<Contents> {
    // Between two batches the reader may wait for storage, and a count may take its time.
    await sql.query(`set local statement_timeout = '${longestGap}'`);
    const counts = await countRows(sql, organizationId, [...Object.keys(exportedTables), "audit_leaf"]);
    return new Contents(sql, organizationId, at, counts, await readHeader(sql, organizationId, true));
  }

  private constructor(
    sql: Sql,
    organizationId: string,
    at: string,
    counts: ReadonlyMap<string, number>,
    log: { header: ExportHeader; size: number },
  ) {
    this.sql = sql;
    this.organizationId = organizationId;
    this.at = at;
    this.counts = counts;
    this.log = log;
  }

  /** Lines of all files together. */
  get lines(): number {
    return this.tables.reduce((sum, [table]) => sum + this.counts.get(table)!, this.log.size);
  }

  get tables(): readonly (readonly [string, ExportedTable])[] {
    return Object.entries(exportedTables);
  }

  /** The lines of a table's file, without their ends. */
  async *linesOf(table: string, spec: ExportedTable): AsyncGenerator<string[]> {
    for await (const lines of readColumn<string>(this.sql, selectLines(table, spec), [this.organizationId])) {
      this.done += lines.length;
      yield lines;
    }
  }

  /** The events of the audit log up to its checkpoint, as lines of its own export. */
  async *logLines(): AsyncGenerator<string[]> {
    const { text, values } = wholeSealedSql(this.organizationId, this.log.size);
    for await (const rows of readRows(this.sql, text, values)) {
      this.done += rows.length;
      yield rows.map((row) => lineOf({ row: sealedRow(row), proof: null }));
    }
  }

  /** The bytes of documents, each once, however many versions have them. */
  documents(): AsyncGenerator<StoredBytes[]> {
    return this.#stored(`select distinct on (sha256) storage_key, sha256, size, filename from document_version
      where organization_id = $1 order by sha256, created_at, document_id, file_version`);
  }

  /** Files of events that were pruned from the log. */
  archives(): AsyncGenerator<StoredBytes[]> {
    return this.#stored(`select archive_key, archive_sha256, archive_size, null from audit_prune
      where organization_id = $1 and archive_key is not null order by event_id`);
  }

  /** What was kept of the exports from which the organization came, each once. */
  origins(): AsyncGenerator<StoredBytes[]> {
    return this.#stored(`select distinct on (sha256) storage_key, sha256, size, null from origin_file
      where organization_id = $1 order by sha256, id`);
  }

  /** How many files there are to copy. */
  async countFiles(documents: boolean): Promise<number> {
    const text = `select (select count(distinct sha256) from document_version where organization_id = $1 and $2)
      + (select count(*) from audit_prune where organization_id = $1 and archive_key is not null)
      + (select count(distinct sha256) from origin_file where organization_id = $1) as count`;
    const [row] = await this.sql.query<{ count: number }>(text, [this.organizationId, documents]);
    return row!.count;
  }

  async *#stored(text: string): AsyncGenerator<StoredBytes[]> {
    for await (const rows of readRows(this.sql, text, [this.organizationId]))
      yield rows.map((row) => {
        const [storageKey, sha256, size, filename] = row as [string, string, number, string | null];
        return { storageKey, sha256, size, filename };
      });
  }
}

/** In the order of the columns in audit/sealed-rows.ts. */
function sealedRow(values: readonly unknown[]): SealedRow {
  const [sequence, leaf, hash, disclosures, erased] = values as [
    number,
    string | null,
    Uint8Array | null,
    string[] | null,
    string[] | null,
  ];
  return { sequence, leaf, hash, disclosures, erased };
}
