import type { Plan } from "../access/plans.ts";
import type { Work } from "../audit/work.ts";
import { noKey } from "../limits/usage-log.ts";

export interface UsageCount {
  requests: number;
  refused: number;
}

export interface UsageOfOrganization {
  plan: Plan;
  /** What was asked for, in order of time; hours and days without a request are left out. */
  series: (UsageCount & { at: string; keyId: string | null })[];
  /** Whoever made most requests first. */
  totals: (UsageCount & { key: { id: string; name: string; revoked: boolean } | null })[];
}

/** What the organization's keys, and people in the app, asked for between two moments. */
export async function readUsage(
  work: Work,
  { from, to, by }: { from: Date; to: Date; by: "hour" | "day" },
): Promise<UsageOfOrganization> {
  const hours = "organization_id = $1 and hour >= date_trunc('hour', $2::timestamptz, 'UTC') and hour < $3";
  const values = [work.organizationId, from.toISOString(), to.toISOString()];
  const [series, totals, [organization]] = await Promise.all([
    work.sql.query<UsageOfOrganization["series"][number]>(
      `select date_trunc('${by}', hour, 'UTC') as at, nullif(key_id, '${noKey}') as "keyId", sum(requests)::bigint as requests, sum(refused)::bigint as refused
        from usage_hour where ${hours} group by 1, 2 order by 1, 2`,
      values,
    ),
    work.sql.query<UsageCount & { id: string | null; name: string | null; revoked: boolean }>(
      `select nullif(u.key_id, '${noKey}') as id, k.name, k.revoked_at is not null as revoked, u.requests, u.refused
        from (select key_id, sum(requests)::bigint as requests, sum(refused)::bigint as refused from usage_hour where ${hours} group by 1) u
        left join api_key k on k.organization_id = $1 and k.id = u.key_id order by u.requests desc, u.key_id`,
      values,
    ),
    work.sql.query<{ plan: Plan }>("select plan from organization where id = $1", [work.organizationId]),
  ]);
  return {
    plan: organization!.plan,
    series,
    totals: totals.map(({ id, name, revoked, ...counts }) => ({
      ...counts,
      key: id === null ? null : { id, name: name ?? "A deleted key", revoked },
    })),
  };
}
