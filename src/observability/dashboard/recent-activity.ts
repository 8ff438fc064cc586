import type { Sql } from "../../ports/database.ts";

/** What was done last in an organization that is active: neither to what, nor by whom. */
export interface Activity {
  at: string;
  organization: { id: string; name: string };
  action: string;
  resource: string;
}

/**
 * The newest acts of the organizations in which something happened last; looking is none. It costs the same however many
 * organizations there are, and however much happens in each.
 */
export function recentActivity(sql: Sql, most: number): Promise<Activity[]> {
  return sql.query<Activity>(
    `select e.occurred_at as at, json_build_object('id', o.id, 'name', o.name) as organization, e.action, e.resource
      from (select organization_id from organization_activity order by at desc limit 20) a join organization o on o.id = a.organization_id
      cross join lateral (
        select occurred_at, action, resource, outcome from audit_event e where e.organization_id = o.id order by e.id desc limit 50
      ) e
      where e.action <> 'VIEW' and e.outcome = 'success' order by e.occurred_at desc, o.id limit $1`,
    [most],
  );
}
