import type { Suspension } from "../access/caller.ts";
import type { Plan } from "../access/plans.ts";
import type { Sql } from "../ports/database.ts";

/** An organization as operators see it: no record of it. */
export interface OrganizationSummary {
  id: string;
  name: string;
  plan: Plan;
  status: "active" | "suspended" | "deleting";
  suspended: Suspension | null;
  /** RFC 3339; null where it will not be. */
  deletionDueAt: string | null;
  /** Whether operators may visit it. */
  operatorVisits: boolean;
  owners: { name: string; email: string }[];
  members: number;
  records: number;
  storageBytes: number;
  /** RFC 3339. */
  createdAt: string;
}

export interface OrganizationSearch {
  /** Part of the name, the id, or an owner's address. */
  search?: string | undefined;
  status?: OrganizationSummary["status"] | undefined;
  plan?: Plan | undefined;
  /** The last id of the page before. */
  after?: string | undefined;
}

const pageSize = 50;

const text = `
  select o.id, o.name, o.plan, o.status, o.operator_visits as "operatorVisits", o.created_at as "createdAt",
    case when o.status = 'suspended' then jsonb_build_object('reason', coalesce(s.reason, ''), 'since', s.suspended_at) end as suspended,
    d.due_at as "deletionDueAt", m.owners, m.members, u.records::float8 as records, u.bytes::float8 as "storageBytes"
  from organization o
    left join organization_suspension s on s.organization_id = o.id
    left join organization_deletion d on d.organization_id = o.id
    cross join lateral (
      select count(*)::int as members,
        coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'email', m.email) order by m.user_id) filter (where m.role = 'owner'), '[]') as owners
      from member m where m.organization_id = o.id and m.removed_at is null) m
    cross join lateral (
      select coalesce(sum(c.records), 0) as records, coalesce(sum(c.bytes), 0) as bytes from (
        select t.records, t.storage_bytes as bytes from organization_usage t where t.organization_id = o.id
        union all select t.records, t.storage_bytes from organization_usage_change t where t.organization_id = o.id) c) u
  where ($1::text is null or o.name ilike '%' || $1 || '%' or o.id::text = lower($2)
      or exists (select from member e where e.organization_id = o.id and e.removed_at is null and e.role = 'owner' and e.email = lower($2)))
    and ($3::text is null or o.status = $3) and ($4::text is null or o.plan = $4) and ($5::uuid is null or o.id < $5)
  order by o.id desc limit ${pageSize + 1}`;

/** Organizations, the youngest first, fifty at a time. `next` is what the following page comes after; null at the end. */
export async function findOrganizations(
  sql: Sql,
  { search, status, plan, after }: OrganizationSearch,
): Promise<{ organizations: OrganizationSummary[]; next: string | null }> {
  const wanted = search?.trim() || null;
  const pattern = wanted?.replaceAll(/[\\%_]/g, "\\$&") ?? null;
  const rows = await sql.query<OrganizationSummary>(text, [
    pattern,
    wanted,
    status ?? null,
    plan ?? null,
    after ?? null,
  ]);
  const organizations = rows.slice(0, pageSize);
  return { organizations, next: rows.length > pageSize ? organizations.at(-1)!.id : null };
}
