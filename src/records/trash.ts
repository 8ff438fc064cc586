import type { Changes } from "../audit/event.ts";
import { explainHold } from "../audit/held.ts";
import type { Work } from "../audit/work.ts";
import { Problem } from "../problems.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns } from "./row.ts";
import { lockRecord, readRecord, recordChange, staleVersion } from "./store.ts";
import type { Row } from "./record.ts";
import { explainViolation } from "./violations.ts";

/** A column somewhere that may refer to records of a type. */
export interface Referrer {
  type: RecordType;
  table: string;
  /** The column with the referring record's id. */
  idColumn: string;
  column: string;
  member: string;
  refuses: boolean;
  isChild: boolean;
}

const shownReferrers = 20;

/** Every declared reference to the type. */
export function referrersOf(target: RecordType, types: readonly RecordType[]): Referrer[] {
  return types.flatMap((type) => [
    ...allColumns(type)
      .filter(({ field }) => field.target === target.name)
      .map(({ column, member, field }): Referrer => ({
        type,
        table: type.table,
        idColumn: "id",
        column,
        member,
        refuses: field.onDelete === "refuse",
        isChild: false,
      })),
    ...childrenOf(type.fields).flatMap(({ name, field }) =>
      columnsOf(field.rows!.fields)
        .filter((column) => column.field.target === target.name)
        .map(({ column }): Referrer => ({
          type,
          table: field.rows!.table,
          idColumn: `${type.table}_id`,
          column,
          member: name,
          refuses: false,
          isChild: true,
        })),
    ),
  ]);
}

/** Moves a record to the trash. References that refuse make it a 409 that lists them; the others stay for a restore. */
export async function trashRecord(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
  expectedVersion?: number,
): Promise<void> {
  const record = await lockRecord(work, type, id);
  if (expectedVersion !== undefined && record.version !== expectedVersion) throw staleVersion(type, record);
  await type.leaving?.(work, record, false);
  await refuseWhileReferenced(work, type, types, id);
  const cleared = await clearReferences(work, type, types, id);
  const text = `update ${type.table} set deleted_at = $3, deleted_by = $4, version = version + 1, cleared_references = $5 where organization_id = $1 and id = $2`;
  await work.sql.query(text, [work.organizationId, id, work.now, work.actor.userId, JSON.stringify(cleared)], {
    prepare: true,
  });
  recordChange(work, type, "DELETE", id, record.displayName);
}

async function refuseWhileReferenced(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
): Promise<void> {
  const refusing = referrersOf(type, types).filter((referrer) => referrer.refuses);
  const found = await Promise.all(
    refusing.map(async (referrer) => {
      const text = `select id, display_name as title from ${referrer.table} where organization_id = $1 and ${referrer.column} = $2 and deleted_at is null limit ${shownReferrers}`;
      const rows = await work.sql.query<{ id: string; title: string }>(text, [work.organizationId, id], {
        prepare: true,
      });
      return rows.map((row) => ({ type: referrer.type.name, ...row }));
    }),
  );
  const referrers = found.flat().slice(0, shownReferrers);
  if (referrers.length === 0) return;
  const names = referrers
    .slice(0, 3)
    .map((referrer) => referrer.title)
    .join(", ");
  throw new Problem(
    "still-referenced",
    `Other records refer to this ${type.label.toLowerCase()}: ${names}${referrers.length > 3 ? ", …" : ""}.`,
    { members: { referrers } },
  );
}

/** What a restore puts back: which record referred here through which column. */
interface Cleared {
  table: string;
  column: string;
  ids: string[];
}

/** Empties the references that clear, each with its diff; rows of links and lists stay until the record goes for good. */
async function clearReferences(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
): Promise<Cleared[]> {
  const cleared: Cleared[] = [];
  for (const { type: other, table, column, member, refuses, isChild } of referrersOf(type, types)) {
    if (refuses || isChild) continue;
    const text = `update ${table} set ${column} = null, version = version + 1, updated_at = $3, updated_by = $4 where organization_id = $1 and ${column} = $2 returning id, display_name as title`;
    const rows = await work.sql.query<{ id: string; title: string }>(
      text,
      [work.organizationId, id, work.now, work.actor.userId],
      { prepare: true },
    );
    for (const row of rows)
      recordChange(work, other, "UPDATE", row.id, row.title, { [member]: { from: id, to: null } });
    if (rows.length > 0) cleared.push({ table, column, ids: rows.map((row) => row.id) });
  }
  return cleared;
}

/** Takes a record out of the trash and puts back the references that its deletion cleared. */
export async function restoreRecord(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
): Promise<Row> {
  const record = await lockRecord(work, type, id, "only");
  const text = `update ${type.table} set deleted_at = null, deleted_by = null, version = version + 1, updated_at = $3, updated_by = $4
    from (select cleared_references as cleared from ${type.table} where organization_id = $1 and id = $2) old
    where organization_id = $1 and id = $2 returning old.cleared`;
  const [restored] = await work.sql
    .query<{ cleared: Cleared[] | null }>(text, [work.organizationId, id, work.now, work.actor.userId], {
      prepare: true,
    })
    .catch((error) => explainViolation(error, type));
  await putBackReferences(work, type, types, id, restored?.cleared ?? []);
  recordChange(work, type, "RESTORE", id, record.displayName);
  return readRecord(work, type, id);
}

async function putBackReferences(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
  cleared: readonly Cleared[],
): Promise<void> {
  for (const { type: other, table, column, member } of referrersOf(type, types)) {
    const ids = cleared.find((one) => one.table === table && one.column === column)?.ids ?? [];
    if (ids.length === 0) continue;
    const text = `update ${table} set ${column} = $2, version = version + 1, updated_at = $4, updated_by = $5 where organization_id = $1 and id = any($3::uuid[]) and ${column} is null returning id, display_name as title`;
    const rows = await work.sql.query<{ id: string; title: string }>(
      text,
      [work.organizationId, id, ids, work.now, work.actor.userId],
      { prepare: true },
    );
    for (const row of rows) {
      const changes: Changes = { [member]: { from: null, to: id } };
      recordChange(work, other, "UPDATE", row.id, row.title, changes);
    }
  }
}

/** Deletes a record for good, with its rows and every link to it. */
export async function purgeRecord(
  work: Work,
  type: RecordType,
  types: readonly RecordType[],
  id: string,
): Promise<void> {
  const record = await lockRecord(work, type, id, "include");
  const referrers = referrersOf(type, types);
  await type.leaving?.(work, record, true);
  await refuseWhileReferenced(work, type, types, id);
  await clearReferences(work, type, types, id);
  for (const { table, column } of referrers.filter((referrer) => referrer.isChild)) {
    await work.sql.query(`delete from ${table} where organization_id = $1 and ${column} = $2`, [
      work.organizationId,
      id,
    ]);
  }
  for (const { field } of childrenOf(type.fields)) {
    await work.sql.query(`delete from ${field.rows!.table} where organization_id = $1 and ${type.table}_id = $2`, [
      work.organizationId,
      id,
    ]);
  }
  await work.sql
    .query(`delete from ${type.table} where organization_id = $1 and id = $2`, [work.organizationId, id])
    .catch((error) => explainHold(error, work))
    .catch((error) => explainViolation(error, type));
  const changes = Object.fromEntries(
    allColumns(type)
      .filter(({ member }) => record[member] !== null)
      .map(({ member }) => [member, { from: record[member], to: null }]),
  );
  work.record({
    action: "DELETE",
    resource: type.name,
    resourceId: id,
    name: record.displayName,
    changes,
    details: { permanent: true },
  });
}
