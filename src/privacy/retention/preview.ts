import type { Work } from "../../audit/work.ts";
import { dueSql, typeNamed, valuesOf } from "./conditions.ts";
import type { Condition } from "./conditions.ts";
import { refuseStatuses } from "./policies.ts";

/** What a policy would take if it ran now. */
export interface RetentionPreview {
  count: number;
  /** Of those that match, how many a legal hold keeps; they are not in `count`. */
  held: number;
  /** The oldest; `at` is when they were dealt with last, or deleted. */
  first: { id: string; title: string; at: string }[];
}

const mostShown = 10;

/**
 * By the same SQL as the run; refuses what a policy may not say. Records that others refer to, and must not leave, are
 * only found when it is tried.
 */
export async function previewRetention(
  { sql, organizationId }: Work,
  now: Date,
  condition: Condition,
): Promise<RetentionPreview> {
  refuseStatuses(condition);
  const type = typeNamed(condition.recordType);
  const { due, held, age } = dueSql(type, condition.basis);
  const values = valuesOf(organizationId, now, condition);
  const [counts] = await sql.query<{ count: number; held: number }>(
    `select count(*) filter (where not ${held}) as count, count(*) filter (where ${held}) as held from ${type.table} r where ${due}`,
    values,
  );
  const first = await sql.query<RetentionPreview["first"][number]>(
    `select r.id, r.display_name as title, ${age} as at from ${type.table} r where ${due} and not ${held} order by ${age}, r.id limit ${mostShown}`,
    values,
  );
  return { ...counts!, first };
}
