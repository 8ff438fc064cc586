import type { Plan } from "../access/caller.ts";
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

const members = `id, name, plan, default_currency as "defaultCurrency", time_zone as "timeZone", version, created_at as "createdAt"`;

/** The organization that is worked in, locked until the transaction ends where it is about to change. */
export async function readOrganization(work: Work, lock = false): Promise<Organization> {
  const text = `select ${members} from organization where id = $1${lock ? " for no key update" : ""}`;
  const [row] = await work.sql.query<Organization>(text, [work.organizationId], { prepare: true });
  if (!row) throw notFound("organization");
  return row;
}

/** Creates the organization that the work's actor names. */
export async function insertOrganization(work: Work, name: string): Promise<void> {
  await work.sql.query("insert into organization (id, name, created_at, created_by) values ($1, $2, $3, $4)", [
    work.organizationId,
    name,
    work.now,
    work.actor.userId,
  ]);
  work.record({
    action: "CREATE",
    resource: "organization",
    resourceId: work.organizationId,
    name,
    changes: { name: { from: null, to: name } },
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
  const text =
    "update organization set name = $2, default_currency = $3, time_zone = $4, version = version + 1 where id = $1";
  await work.sql.query(text, [work.organizationId, after.name, after.defaultCurrency, after.timeZone]);
  work.record({
    action: "SETTINGS_CHANGE",
    resource: "organization",
    resourceId: work.organizationId,
    name: after.name,
    changes,
  });
  return { ...after, version: before.version + 1 };
}
