import type { Actor, Origin } from "../access/caller.ts";
import { openEndpoint } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { streamOf } from "../api/stream-of.ts";
import { userFileHeaders } from "../api/user-file.ts";
import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";
import { writeCsv } from "../records/csv/write.ts";
import { fieldOf, customFieldsOf } from "../records/custom-fields.ts";
import type { CustomField } from "../records/custom-fields.ts";
import type { Field } from "../records/field.ts";
import { wholeListSql } from "../records/list.ts";
import { readListQuery } from "../records/list-query.ts";
import type { ListQuery } from "../records/list-query.ts";
import type { RecordType } from "../records/record-type.ts";
import { allColumns, presentRow } from "../records/row.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { reserveStream, streamValues } from "../tenancy/stream-rows.ts";
import { ListQueryDocs } from "./record-endpoints.ts";
import { recordTypes } from "./record-types.ts";

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
  const statement = (work: Work) => wholeListSql(work, type, query);
  for await (const values of streamValues(db, actor, origin, statement)) {
    const row = presentRow(type, values);
    yield columns.map(({ cell }) => cell(row));
  }
}

/** The search parameters of a list without what only pages know. */
function withoutPaging(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(parameters);
  for (const name of ["limit", "cursor", "count"]) kept.delete(name);
  return kept;
}

function exportEndpoint(type: RecordType) {
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
      const custom = await inOrganization(db, actor, context.origin, "read-only", (work) => customFieldsOf(work, type));
      const query = readListQuery(type, custom, withoutPaging(url.searchParams));
      await reserveStream(db, actor.organizationId);
      const bytes = writeCsv(exportRows(db, actor, context.origin, type, custom, query));
      return Reply.stream(
        streamOf(bytes),
        userFileHeaders({ name: `${type.plural}.csv`, mediaType: "text/csv; charset=utf-8" }),
      );
    },
  });
}

/** Before the records' own routes, since `export.csv` is no id. */
export const exportEndpoints = recordTypes.map((type) => exportEndpoint(type));
