import type { Work } from "../audit/work.ts";
import type { Column, RecordType } from "./record-type.ts";
import { allColumns, readingOf } from "./row.ts";
import type { Row } from "./record.ts";
import type { Values } from "./store.ts";

/** A record to be, valid and derived. */
export interface NewRecord {
  id: string;
  values: Values;
  /** Where the record is older than this work: by whom it was made and changed, and when. */
  past?: { createdAt: string; createdBy: string | null; updatedAt: string; updatedBy: string | null; version: number };
}

/** A locked record and the whole of what it shall become. */
export interface ChangedRecord {
  previous: Row;
  next: Values;
  members: readonly string[];
}

/**
 * Inserts records in one statement, without events. Answers the ids of those that went in: one whose unique value is
 * taken stays out.
 */
export async function insertRecords(work: Work, type: RecordType, records: readonly NewRecord[]): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const columns = allColumns(type).filter(({ member }) =>
    records.some(({ values }) => values[member] !== null && values[member] !== undefined),
  );
  const names = columns.map(({ column }) => `, ${column}`).join("");
  const text = `insert into ${type.table} (organization_id, id, custom, created_at, created_by, updated_at, updated_by, version${names})
    select $1, id, custom, coalesce(created_at, $2), coalesce(created_by, $3), coalesce(updated_at, $2), coalesce(updated_by, $3), coalesce(version, 1)${names}
    from json_to_recordset($4) as r (id uuid, custom jsonb, created_at timestamptz, created_by uuid, updated_at timestamptz, updated_by uuid, version integer${columnTypes(columns)})
    on conflict do nothing returning id`;
  const rows = records.map(({ id, values, past }) => ({
    id,
    custom: values.custom ?? {},
    ...(past && storedPast(past)),
    ...stored(columns, values),
  }));
  const inserted = await work.sql.query<{ id: string }>(
    text,
    [work.organizationId, work.now, work.actor.userId, JSON.stringify(rows)],
    { prepare: true },
  );
  return new Set(inserted.map(({ id }) => id));
}

/** Writes the named members of records in one statement, without events; versions go up by one. */
export async function updateRecords(work: Work, type: RecordType, records: readonly ChangedRecord[]): Promise<void> {
  if (records.length === 0) return;
  const members = new Set(records.flatMap((record) => record.members));
  const columns = allColumns(type).filter(({ member }) => members.has(member));
  const custom = members.has("custom");
  const sets = [...columns.map(({ column }) => `${column} = r.${column}`), ...(custom ? ["custom = r.custom"] : [])];
  const text = `update ${type.table} t set ${[...sets, "version = t.version + 1", "updated_at = $2", "updated_by = $3"].join(", ")}
    from json_to_recordset($4) as r (id uuid, custom jsonb${columnTypes(columns)}) where t.organization_id = $1 and t.id = r.id`;
  const rows = records.map(({ previous, next }) => ({
    id: previous.id,
    ...(custom ? { custom: next.custom } : {}),
    ...stored(columns, next),
  }));
  await work.sql.query(text, [work.organizationId, work.now, work.actor.userId, JSON.stringify(rows)], {
    prepare: true,
  });
}

/** The records with these ids that are not in the trash, without their rows, locked until the transaction ends. */
export async function lockRecords(work: Work, type: RecordType, ids: readonly string[]): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map();
  const text = `select ${readingOf(type).columns} from ${type.table} r where organization_id = $1 and id = any($2::uuid[]) and deleted_at is null
    order by id for no key update`;
  const rows = await work.sql.query<Row>(text, [work.organizationId, ids], { prepare: true });
  return new Map(rows.map((row) => [row.id, row]));
}

function storedPast({ createdAt, createdBy, updatedAt, updatedBy, version }: NonNullable<NewRecord["past"]>): Values {
  return { created_at: createdAt, created_by: createdBy, updated_at: updatedAt, updated_by: updatedBy, version };
}

function columnTypes(columns: readonly Column[]): string {
  return columns.map(({ column, field }) => `, ${column} ${field.kind.columnType}`).join("");
}

function stored(columns: readonly Column[], values: Values): Values {
  return Object.fromEntries(columns.map(({ column, member }) => [column, values[member] ?? null]));
}
