import type { Plan } from "../access/plans.ts";
import type { Changes } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import { invalidField, notFound, Problem } from "../problems.ts";
import { storableText } from "../records/kinds/text.ts";
import { requireRecentSignIn } from "./recent-sign-in.ts";

export interface Organization {
  id: string;
  name: string;
  plan: Plan;
  defaultCurrency: string;
  timeZone: string;
  /** Name, address, tax number and whatever else invoices say of who writes them, in lines. */
  letterhead: string | null;
  /** Whether only people with two-factor authentication may do anything here. */
  requireTwoFactor: boolean;
  /** Whether operators of the installation may come in to help. */
  operatorVisits: boolean;
  version: number;
  /** RFC 3339. */
  createdAt: string;
}

/** In lines. */
export const Letterhead = storableText(2_000);

const settingNames = [
  "name",
  "defaultCurrency",
  "timeZone",
  "letterhead",
  "requireTwoFactor",
  "operatorVisits",
] as const;
export type OrganizationSettings = Pick<Organization, (typeof settingNames)[number]>;

/** The organization that is worked in, locked until the transaction ends where it is about to change. */
export async function readOrganization(work: Work, lock = false): Promise<Organization> {
  const found = work.sql.db
    .selectFrom("organization")
    .select(["id", "name", "plan", "default_currency as defaultCurrency"])
    .select([
      "time_zone as timeZone",
      "letterhead",
      "two_factor_required as requireTwoFactor",
      "operator_visits as operatorVisits",
      "version",
      "created_at as createdAt",
    ])
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
  for (const name of settingNames) {
    if (before[name] !== after[name]) changes[name] = { from: before[name], to: after[name] };
  }
  if (Object.keys(changes).length === 0) return before;
  if (changes.requireTwoFactor) await demandForTwoFactor(work, after.requireTwoFactor);
  const version = before.version + 1;
  await work.sql.db
    .updateTable("organization")
    .set({
      name: after.name,
      default_currency: after.defaultCurrency,
      time_zone: after.timeZone,
      letterhead: after.letterhead,
      two_factor_required: after.requireTwoFactor,
      operator_visits: after.operatorVisits,
      version,
    })
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

/** Who demands a second factor of others has one; who lets it go has just proved who they are. */
async function demandForTwoFactor(work: Work, required: boolean): Promise<void> {
  if (!required) return requireRecentSignIn(work);
  if (work.actor.type !== "user") throw new Problem("forbidden", "This is for people, not for API keys.");
  const [row] = await work.sql.query<{ has: boolean }>("select auth.has_two_factor($1) as has", [work.actor.userId]);
  if (!row?.has)
    throw invalidField(
      "requireTwoFactor",
      "takes two-factor authentication of your own: turn it on for yourself first",
    );
}
