import type { Sql } from "../../ports/database.ts";
import { columnOf, exportedTables } from "./tables.ts";
import type { ExportedTable } from "./tables.ts";

type Schema = Record<string, unknown>;

interface DatabaseColumn {
  table: string;
  name: string;
  /** As PostgreSQL spells it. */
  type: string;
  required: boolean;
}

const columnsSql = `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and a.attnum > 0 and not a.attisdropped`;

const dialect = "https://json-schema.org/draft/2020-12/schema";
const moment = { type: "string", format: "date-time" };

/** What a column's values are in JSON. */
const types: Record<string, Schema> = {
  uuid: { type: "string", format: "uuid" },
  text: { type: "string" },
  boolean: { type: "boolean" },
  integer: { type: "integer" },
  smallint: { type: "integer" },
  bigint: { type: "integer" },
  numeric: { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?$", description: "An exact decimal" },
  date: { type: "string", format: "date" },
  "timestamp with time zone": moment,
  bytea: { type: "string", contentEncoding: "base64" },
  "text[]": { type: "array", items: { type: "string" } },
  int8multirange: { type: "string", description: "Ranges of places, as PostgreSQL writes them" },
};

/** JSON Schemas of an archive's files, by the file each describes; `.jsonl` is described line by line. */
export async function readSchemas(sql: Sql): Promise<Map<string, Schema>> {
  const tables = Object.keys(exportedTables);
  const columns = await sql.query<DatabaseColumn>(columnsSql, [tables]);
  return new Map(
    Object.entries(exportedTables).map(([table, spec]) => [
      spec.file,
      schemaOf(
        spec,
        columns.filter((column) => column.table === table),
      ),
    ]),
  );
}

function schemaOf({ label, columns, file }: ExportedTable, known: readonly DatabaseColumn[]): Schema {
  const members = columns.map(columnOf).map(({ column, member }) => {
    const { type, required } = known.find(({ name }) => name === column)!;
    // What holds any JSON may hold null as well.
    const schema = types[type] ?? {};
    return [member, required || !schema.type ? schema : { ...schema, type: [schema.type, "null"] }] as const;
  });
  return {
    $schema: dialect,
    title: label,
    description: file.endsWith(".jsonl") ? `Each line of ${file}` : file,
    type: "object",
    properties: Object.fromEntries(members),
    required: members.map(([member]) => member),
    additionalProperties: false,
  };
}

const texts = { type: "array", items: { type: "string" } };

/** Of the audit log's own lines: a header, events, and how many there are. */
export const logSchema: Schema = {
  $schema: dialect,
  title: "Audit log",
  description: "Each line of audit/log.jsonl: first a header, then the events in their order, then their number",
  anyOf: [
    {
      type: "object",
      properties: {
        format: { const: "nextcrm-audit-log/1" },
        origin: { type: "string" },
        keys: texts,
        checkpoint: { type: ["string", "null"] },
        whole: { type: "boolean" },
      },
      required: ["format", "origin", "keys", "checkpoint", "whole"],
    },
    {
      type: "object",
      properties: {
        sequence: { type: "integer" },
        leaf: { type: "string", description: "Canonical JSON, the bytes that were sealed" },
        disclosures: texts,
        hash: { type: "string", description: "In place of a leaf that was pruned" },
        erased: texts,
      },
      required: ["sequence"],
    },
    { type: "object", properties: { events: { type: "integer" } }, required: ["events"] },
  ],
};

/** Where the schema of a file lies. */
export function schemaPath(file: string): string {
  return `schemas/${file.replace(/\.jsonl?$/, "")}.schema.json`;
}
