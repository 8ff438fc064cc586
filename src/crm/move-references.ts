import type { Work } from "../audit/work.ts";
import type { RecordType } from "../records/record-type.ts";
import { recordChange } from "../records/store.ts";
import { referrersOf } from "../records/trash.ts";
import type { Referrer } from "../records/trash.ts";
import { recordTypes } from "./record-types.ts";

/** Makes everything that refers to one record refer to another, with an event for each record that did. */
export async function moveReferences(work: Work, type: RecordType, from: string, to: string): Promise<void> {
  for (const referrer of referrersOf(type, recordTypes)) {
    const moved = referrer.isChild
      ? await moveRows(work, referrer, from, to)
      : await moveColumn(work, referrer, from, to);
    for (const { id, title } of moved) {
      recordChange(work, referrer.type, "UPDATE", id, title, { [referrer.member]: { from, to } });
    }
  }
  await work.sql.query(
    `update comment set ${type.table}_id = $3 where organization_id = $1 and ${type.table}_id = $2`,
    [work.organizationId, from, to],
  );
}

interface Moved {
  id: string;
  title: string;
}

/** The two themselves are dealt with by the merge: nothing may refer to itself. */
function moveColumn(work: Work, { table, column }: Referrer, from: string, to: string): Promise<Moved[]> {
  const text = `update ${table} set ${column} = $3, version = version + 1, updated_at = $4, updated_by = $5
    where organization_id = $1 and ${column} = $2 and id <> $2 and id <> $3 returning id, display_name as title`;
  return work.sql.query<Moved>(text, [work.organizationId, from, to, work.now, work.actor.userId]);
}

/** Rows of links and lists; a record that names both names the one that stays once. */
async function moveRows(
  work: Work,
  { type, table, idColumn, column }: Referrer,
  from: string,
  to: string,
): Promise<Moved[]> {
  const scope = [work.organizationId, from, to];
  const parents = await work.sql.query<{ id: string }>(
    `select distinct ${idColumn} as id from ${table} where organization_id = $1 and ${column} = $2`,
    scope.slice(0, 2),
  );
  if (parents.length === 0) return [];
  await work.sql.query(
    `delete from ${table} c where organization_id = $1 and ${column} = $2
      and exists (select from ${table} o where o.organization_id = $1 and o.${idColumn} = c.${idColumn} and o.${column} = $3)`,
    scope,
  );
  await work.sql.query(`update ${table} set ${column} = $3 where organization_id = $1 and ${column} = $2`, scope);
  const text = `update ${type.table} set version = version + 1, updated_at = $3, updated_by = $4
    where organization_id = $1 and id = any($2::uuid[]) returning id, display_name as title`;
  return work.sql.query<Moved>(text, [work.organizationId, parents.map(({ id }) => id), work.now, work.actor.userId]);
}
