import type { Sql } from "../../../ports/database.ts";
import { readColumn, readRows, selectLines } from "../../export/read-table.ts";
import { exportedTables } from "../../export/tables.ts";
import type { ExportedTable } from "../../export/tables.ts";
import { logTypesOf } from "../subject.ts";
import type { Known } from "../subject.ts";
import { partsOf } from "./parts.ts";
import type { Which } from "./parts.ts";
import { selectReferences, userColumns } from "./references.ts";

/** A file of the archive with one object in JSON a line. */
export interface PersonFile {
  path: string;
  label: string;
  lines: AsyncIterable<string[]>;
}

/** Bytes of a document that the person is linked to. */
interface LinkedBytes {
  storageKey: string;
  sha256: string;
  filename: string | null;
}

const longestStatement = "15min";

/** All that an organization keeps about one person, read within the transaction that was given. */
export class PersonContents {
  readonly #sql: Sql;
  readonly #organizationId: string;
  readonly #person: Known;

  static async open(sql: Sql, organizationId: string, person: Known): Promise<PersonContents> {
    await sql.query(`set local statement_timeout = '${longestStatement}'`);
    return new PersonContents(sql, organizationId, person);
  }

  private constructor(sql: Sql, organizationId: string, person: Known) {
    this.#sql = sql;
    this.#organizationId = organizationId;
    this.#person = person;
  }

  *files(): Generator<PersonFile> {
    const parts = partsOf(this.#person.type);
    for (const [table, spec] of Object.entries(exportedTables)) {
      const which = parts.get(table);
      if (which) yield { path: spec.file, label: spec.label, lines: this.#lines(table, spec, which) };
    }
    if (this.#person.type === "user")
      yield {
        path: "references.jsonl",
        label: "Where they stand as owner, author and the like",
        lines: this.#references(),
      };
    yield {
      path: "audit/events.jsonl",
      label: "Audit log: what is said of them and what they did",
      lines: this.#events(),
    };
  }

  #lines(table: string, spec: ExportedTable, which: Which): AsyncGenerator<string[]> {
    // Not every condition looks for words.
    const text = selectLines(table, spec, `(${which("exported")}) and $3::text[] is not null`);
    return readColumn<string>(this.#sql, text, [...this.#mine, this.#patterns]);
  }

  get #mine(): [string, string] {
    return [this.#organizationId, this.#person.id];
  }

  get #patterns(): string[] {
    return this.#person.words.map((word) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
  }

  async *#references(): AsyncGenerator<string[]> {
    for (const [table, columns] of userColumns)
      yield* readColumn<string>(this.#sql, selectReferences(table, columns), this.#mine);
  }

  /** Of whoever did it to them no name, address or id: that is others' data. Of what they did, no value about others. */
  async *#events(): AsyncGenerator<string[]> {
    const { type, id } = this.#person;
    const byThem = type === "user" ? "or e.actor_id = $2::uuid" : "";
    const text = `select json_build_object('id', e.id, 'at', e.occurred_at, 'action', e.action, 'of', e.resource, 'ofId', e.resource_id,
        'outcome', e.outcome, 'byThem', coalesce(e.actor_id = $2::uuid, false),
        'values', (select json_object_agg(d.name::text, d.disclosure::json -> 2 order by d.name) from audit_disclosure d
          where d.organization_id = e.organization_id and d.event_id = e.id and d.subject_type = any($3::text[]) and d.subject_id = $2::text))::text
      from audit_event e where e.organization_id = $1 and (e.resource_id = $2::text and e.resource = any($3::text[]) ${byThem}) order by e.id`;
    yield* readColumn<string>(this.#sql, text, [this.#organizationId, id, logTypesOf(type)]);
  }

  /** The files of documents that are theirs, each once. */
  async *documents(): AsyncGenerator<LinkedBytes[]> {
    const which = partsOf(this.#person.type).get("document_version");
    if (!which) return;
    const text = `select distinct on (v.sha256) v.storage_key, v.sha256, v.filename from document_version v
      where v.organization_id = $1 and (${which("v")}) and $3::text[] is not null order by v.sha256, v.created_at`;
    for await (const rows of readRows(this.#sql, text, [...this.#mine, this.#patterns]))
      yield rows.map((row) => {
        const [storageKey, sha256, filename] = row as [string, string, string | null];
        return { storageKey, sha256, filename };
      });
  }
}
