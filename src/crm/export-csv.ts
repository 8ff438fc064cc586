import type { Actor, Origin } from "../access/caller.ts";
import { openEndpoint } from "../api/endpoint.ts";
import type { Endpoint } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { streamOf } from "../api/stream-of.ts";
import { userFileHeaders } from "../api/user-file.ts";
import type { Database } from "../ports/database.ts";
import { writeCsv } from "../records/csv/write.ts";
import { fieldOf, loadCustomFields } from "../records/custom-fields.ts";
import type { CustomField } from "../records/custom-fields.ts";
import type { Field } from "../records/field.ts";
import { wholeListSql } from "../records/list.ts";
import { readListQuery } from "../records/list-query.ts";
import type { ListQuery } from "../records/list-query.ts";
import type { RecordType } from "../records/record-type.ts";
import { allColumns, presentRow } from "../records/row.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { ListQueryDocs } from "./record-endpoints.ts";
import { recordTypes } from "./record-types.ts";

const fetchSize = 1_000;
/** A reader who takes nothing for so long must not keep a connection from others. */
const patienceMilliseconds = 60_000;

interface ExportColumn {
  header: string;
  cell(row: Record<string, unknown>): string;
}

/** The columns of an export: names that an import understands, references by the name of what they refer to. */
function exportColumns(type: RecordType, custom: readonly CustomField[]): ExportColumn[] {
  const declared = allColumns(type).map(({ name, member, field }): ExportColumn => {
    if (field.target === undefined) return { header: name, cell: (row) => cellOf(field, row[member]) };
    return { header: name, cell: (row) => (row[name] as { title: string | null } | null)?.title ?? "" };
  });
  const own = custom.map((definition): ExportColumn => {
    const field = fieldOf(definition);
    return {
      header: `custom.${definition.name}`,
      cell: (row) => cellOf(field, (row.custom as Record<string, unknown>)[definition.name]),
    };
  });
  const system = ["createdAt", "updatedAt"].map((header): ExportColumn => ({
    header,
    cell: (row) => row[header] as string,
  }));
  return [{ header: "id", cell: (row) => row.id as string }, ...declared, ...own, ...system];
}

function cellOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) return "";
  return field.kind.format ? field.kind.format(value) : JSON.stringify(value);
}

/** All records that a list's query matches, from one snapshot, row by row as the reader takes them. */
async function* exportRows(
  db: Database,
  actor: Actor,
  origin: Origin,
  type: RecordType,
  custom: readonly CustomField[],
  query: ListQuery,
): AsyncGenerator<string[]> {
  const columns = exportColumns(type, custom);
  yield columns.map(({ header }) => header);
  for await (const row of cursorRows(db, actor, origin, type, query)) yield columns.map(({ cell }) => cell(row));
}

/** Rows of an SQL cursor. The door stays open until the last row is taken or the reader goes away. */
async function* cursorRows(
  db: Database,
  actor: Actor,
  origin: Origin,
  type: RecordType,
  query: ListQuery,
): AsyncGenerator<Record<string, unknown>> {
  const handOver = new HandOver<Record<string, unknown>[]>();
  const transaction = inOrganization(db, actor, origin, "read-only", async (work) => {
    const { text, values } = await wholeListSql(work, type, query);
    await work.sql.query(`declare export no scroll cursor for ${text}`, values);
    for (;;) {
      const rows = await work.sql.query<Record<string, unknown>>(`fetch ${fetchSize} from export`);
      if (rows.length === 0 || !(await handOver.give(rows.map((row) => presentRow(type, row))))) return;
    }
  });
  transaction.then(
    () => handOver.end(),
    (error: unknown) => handOver.end(error),
  );
  try {
    for (;;) {
      const rows = await handOver.take();
      if (rows === undefined) return;
      yield* rows;
    }
  } finally {
    handOver.stop();
    await transaction.catch(() => undefined);
  }
}

/** Passes values one at a time from a giver that must not end early to a taker that may. */
class HandOver<T> {
  #waiting = Promise.withResolvers<T | undefined>();
  #taken = Promise.withResolvers<boolean>();
  #stopped = false;

  /** Resolves when the taker comes for the next one; false when it never will. Rejects when it takes too long. */
  async give(value: T): Promise<boolean> {
    if (this.#stopped) return false;
    this.#taken = Promise.withResolvers();
    this.#waiting.resolve(value);
    const timer = setTimeout(
      () => this.#taken.reject(new Error("The reader of an export took nothing for too long")),
      patienceMilliseconds,
    );
    return this.#taken.promise.finally(() => clearTimeout(timer));
  }

  async take(): Promise<T | undefined> {
    const value = await this.#waiting.promise;
    if (value === undefined) return undefined;
    this.#waiting = Promise.withResolvers();
    // Met at the next take, if there is one.
    this.#waiting.promise.catch(() => undefined);
    this.#taken.resolve(true);
    return value;
  }

  stop(): void {
    this.#stopped = true;
    this.#taken.resolve(false);
  }

  end(error?: unknown): void {
    if (error === undefined) this.#waiting.resolve(undefined);
    else this.#waiting.reject(error);
  }
}

/** The search parameters of a list without what only pages know. */
function withoutPaging(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(parameters);
  for (const name of ["limit", "cursor", "count"]) kept.delete(name);
  return kept;
}

function exportEndpoint(type: RecordType): Endpoint {
  return openEndpoint({
    route: `GET /api/${type.plural}/export.csv`,
    summary: `Download ${type.pluralLabel.toLowerCase()} as CSV, filtered and sorted like a list`,
    resource: type.name,
    may: "records.export",
    limit: "standard",
    audit: "EXPORT",
    input: { query: ListQueryDocs.pick({ sort: true, search: true, trash: true }), openQuery: true },
    output: { status: 200, media: ["text/csv"] },
    handle: async ({ url }, context, { db }) => {
      const actor = context.actor();
      const custom = await inOrganization(db, actor, context.origin, "read-only", (work) =>
        loadCustomFields(work.sql, work.organizationId, type.name),
      );
      const query = readListQuery(type, custom, withoutPaging(url.searchParams));
      const bytes = writeCsv(exportRows(db, actor, context.origin, type, custom, query));
      return Reply.stream(
        streamOf(bytes),
        userFileHeaders({ name: `${type.plural}.csv`, mediaType: "text/csv; charset=utf-8" }),
      );
    },
  });
}

/** Before the records' own routes, since `export.csv` is no id. */
export const exportEndpoints: Endpoint[] = recordTypes.map((type) => exportEndpoint(type));
