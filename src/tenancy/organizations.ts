import type { Plan } from "../access/plans.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { notFound, Problem } from "../problems.ts";

export interface Organization {
  id: string;
  name: string;
  plan: Plan;
  defaultCurrency: string;
  timeZone: string;
  version: number;
  /** RFC 3339. */
  createdAt: string;
}

export type OrganizationSettings = Pick<Organization, "name" | "defaultCurrency" | "timeZone">;

/** The organization that is worked in, locked until the transaction ends where it is about to change. */
export async function readOrganization(work: Work, lock = false): Promise<Organization> {
  const found = work.sql.db
    .selectFrom("organization")
    .select(["id", "name", "plan", "default_currency as defaultCurrency"])
    .select(["time_zone as timeZone", "version", "created_at as createdAt"])
    .where("id", "=", work.organizationId)
    .$castTo<Organization>();
  const row = await (lock ? found.forNoKeyUpdate() : found).executeTakeFirst();
  if (!row) throw notFound("organization");
  return row;
}

/** Creates the organization that the work's actor names. */
export async function insertOrganization(
  work: Work,
  { name, plan }: Pick<Organization, "name" | "plan">,
): Promise<void> {
  await work.sql.db
    .insertInto("organization")
    .values({ id: work.organizationId, name, plan, created_at: work.now, created_by: work.actor.userId })
    .execute();
  work.record({
    action: "CREATE",
    resource: "organization",
    resourceId: work.organizationId,
    name,
    changes: { name: { from: null, to: name }, plan: { from: null, to: plan } },
  });
}

/** Changes settings. `expectedVersion` is what the caller saw last; another one is a 412. */
export async function updateOrganization(
  work: Work,
  given: Partial<OrganizationSettings>,
  expectedVersion?: number,
): Promise<Organization> {
  const before = await readOrganization(work, true);
  if (expectedVersion !== undefined && before.version !== expectedVersion) {
    throw new Problem("stale-version", "The organization was changed since you read it.", {
      members: { currentVersion: before.version },
    });
  }
  const after = { ...before, ...given };
  const changes: Changes = {};
  for (const name of ["name", "defaultCurrency", "timeZone"] as const) {
    if (before[name] !== after[name]) changes[name] = { from: before[name], to: after[name] };
  }
  if (Object.keys(changes).length === 0) return before;
  const version = before.version + 1;
  await work.sql.db
    .updateTable("organization")
    .set({ name: after.name, default_currency: after.defaultCurrency, time_zone: after.timeZone, version })
    .where("id", "=", work.organizationId)
    .execute();
  work.record({
    action: "SETTINGS_CHANGE",
    resource: "organization",
    resourceId: work.organizationId,
    name: after.name,
    changes,
  });
  return { ...after, version };
}
