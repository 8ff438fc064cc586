import type { Work } from "../../audit/work.ts";
import type { RecordType } from "../../records/record-type.ts";
import { referrersOf } from "../../records/trash.ts";
import { refreshStatistics } from "./statistics.ts";

/** Marks what an undo must leave: records that were changed since, and made ones that others refer to. */
export async function keepWhatIsUsed(work: Work, importId: string, types: readonly RecordType[]): Promise<void> {
  const touched = await work.sql.query<{ name: string }>(
    "select distinct record_type as name from import_change where organization_id = $1 and import_id = $2 and kept is null",
    [work.organizationId, importId],
  );
  await refreshStatistics(work, ["import_change", ...types.map(({ table }) => table)]);
  const own = types.filter((type) => touched.some(({ name }) => name === type.name));
  for (const type of own) await keepChanged(work, importId, type);
  // What is kept may itself refer to what is not kept yet.
  let more = true;
  while (more) {
    more = false;
    for (const type of own) if (await keepReferred(work, importId, type, types)) more = true;
  }
}

async function keepChanged(work: Work, importId: string, type: RecordType): Promise<void> {
  const text = `update import_change c set kept = 'was changed since' from ${type.table} r
    where c.organization_id = $1 and c.import_id = $2 and c.record_type = $3 and c.kept is null
      and r.organization_id = $1 and r.id = c.record_id and r.deleted_at is null and r.version <> c.version`;
  await work.sql.query(text, [work.organizationId, importId, type.name]);
}

async function keepReferred(
  work: Work,
  importId: string,
  type: RecordType,
  types: readonly RecordType[],
): Promise<boolean> {
  let found = false;
  for (const { type: other, table, idColumn, column, isChild } of referrersOf(type, types)) {
    const referring = isChild
      ? `${table} l join ${other.table} r on r.organization_id = l.organization_id and r.id = l.${idColumn}`
      : `${table} r`;
    const named = isChild ? `l.${column}` : `r.${column}`;
    // From the referring side, so that it is one pass over that table however many records were made.
    const text = `with used as (
        select distinct ${named} as id from ${referring} left join import_change u
          on u.organization_id = $1 and u.import_id = $2 and u.record_type = $4 and u.record_id = r.id and u.kept is null
        where r.organization_id = $1 and r.deleted_at is null and ${named} is not null and u.record_id is null)
      update import_change c set kept = 'is referred to by a record that stays' from used
      where c.organization_id = $1 and c.import_id = $2 and c.record_type = $3 and c.record_id = used.id and c.created and c.kept is null
      returning 1`;
    const kept = await work.sql.query(text, [work.organizationId, importId, type.name, other.name]);
    if (kept.length > 0) found = true;
  }
  return found;
}
