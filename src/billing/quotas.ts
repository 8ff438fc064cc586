import { planNames, plans } from "../access/plans.ts";
import type { Plan, Quotas } from "../access/plans.ts";
import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";

/** Tells the database, which counts and refuses, what plans allow: nothing is refused where `enforced` is false. */
export async function declareQuotas(db: Database, enforced: boolean): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    if (!enforced) return void (await sql.query("delete from plan_quota"));
    for (const plan of planNames) {
      const { members, records, storageBytes } = plans[plan].quotas;
      await sql.query(
        `insert into plan_quota (plan, members, records, storage_bytes) values ($1, $2, $3, $4)
          on conflict (plan) do update set members = excluded.members, records = excluded.records, storage_bytes = excluded.storage_bytes`,
        [plan, members, records, storageBytes],
      );
    }
  });
}

export interface Usage {
  name: keyof Quotas;
  /** People and invitations, records, bytes. */
  used: number;
  limit: number | null;
}

/** What the organization has of what its plan may limit. Limits are null where the installation enforces none. */
export async function usageOfPlan(work: Work): Promise<{ plan: Plan; quotas: Usage[] }> {
  const [row] = await work.sql.query<{
    plan: Plan;
    records: number;
    storage: number;
    members: number;
    mostMembers: number | null;
    mostRecords: number | null;
    mostStorage: number | null;
  }>(
    `select o.plan, u.records, u.storage_bytes as storage, q.members as "mostMembers", q.records as "mostRecords", q.storage_bytes as "mostStorage",
      (select count(*) from member m where m.organization_id = o.id and m.removed_at is null)
        + (select count(*) from invitation i where i.organization_id = o.id and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()) as members
      from organization o cross join used_of(o.id) u left join plan_quota q on q.plan = o.plan where o.id = $1`,
    [work.organizationId],
  );
  const { plan, records, storage, members, mostMembers, mostRecords, mostStorage } = row!;
  return {
    plan,
    quotas: [
      { name: "members", used: members, limit: mostMembers },
      { name: "records", used: records, limit: mostRecords },
      { name: "storageBytes", used: storage, limit: mostStorage },
    ],
  };
}

/** So many changes are added up by whoever asks; few are no work. */
const fewChanges = 50;

/** Adds up what came and went, so that asking what is used stays cheap. */
export async function addUpUsage(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("select add_up_usage($1)", [fewChanges]),
  );
}

export interface Drift {
  organizationId: string;
  records: number;
  storageBytes: number;
}

/** Counts every organization anew and mends what was kept. Answers where it was off: there should be nothing. */
export async function recountUsage(db: Database): Promise<Drift[]> {
  const scope = { role: "nextcrm_operator", readOnly: false, repeatableRead: true } as const;
  const ids = await db.transaction(scope, (sql) => sql.query<{ id: string }>("select id from organization"));
  const found: Drift[] = [];
  for (const { id } of ids) {
    // One snapshot for what is there and for what was kept, and one organization at a time.
    const [off] = await db.transaction(scope, (sql) =>
      sql.query<{ records: number; bytes: number }>(
        `select records_off as records, bytes_off as bytes from recount_usage($1)`,
        [id],
      ),
    );
    if (off!.records !== 0 || off!.bytes !== 0)
      found.push({ organizationId: id, records: off!.records, storageBytes: off!.bytes });
  }
  return found;
}
