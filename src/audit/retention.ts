import type { Plan } from "../access/plans.ts";
import type { Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import type { Changes } from "./event.ts";
import type { Work } from "./work.ts";

/** Nobody keeps a log for less: an attack is often noticed weeks later. */
export const fewestDays = 30;

/** How long an organization's log is kept, as PostgreSQL enforces it. */
export interface Retention {
  plan: Plan;
  /** The organization's own choice; null for the plan's usual one. */
  days: number | null;
  /** What holds now. */
  effectiveDays: number;
  /** What holds where nothing is chosen. */
  planDays: number;
  minDays: number;
  maxDays: number;
  /** Whether events go to the storage before they leave the database. */
  archive: boolean;
  /** After a plan that keeps less: the days that hold until then. */
  grace: { days: number; until: string } | null;
}

interface Row extends Omit<Retention, "minDays" | "grace"> {
  graceDays: number | null;
  graceUntil: string | null;
}

export async function readRetention(sql: Sql, organizationId: string): Promise<Retention> {
  const text = `select plan, days, effective_days as "effectiveDays", plan_days as "planDays", most_days as "maxDays", archive,
    grace_days as "graceDays", grace_until as "graceUntil" from retention_of($1)`;
  const [row] = await sql.query<Row>(text, [organizationId], { prepare: true });
  if (!row) throw notFound("organization");
  const { graceDays, graceUntil, ...rest } = row;
  const grace = graceDays === null || graceUntil === null ? null : { days: graceDays, until: graceUntil };
  return { ...rest, minDays: fewestDays, grace };
}

export type RetentionChoice = Partial<Pick<Retention, "days" | "archive">>;

/** Changes the organization's own choice, which the caller has held against the plan's bounds. */
export async function chooseRetention(work: Work, given: RetentionChoice): Promise<void> {
  // The row is there and locked before it is read, so that two changes tell of one another.
  await work.sql.query("insert into audit_retention (organization_id) values ($1) on conflict do nothing", [
    work.organizationId,
  ]);
  const [before] = await work.sql.query<Required<RetentionChoice>>(
    "select days, archive from audit_retention where organization_id = $1 for update",
    [work.organizationId],
  );
  const after = { ...before!, ...given };
  const changes: Changes = {};
  for (const name of ["days", "archive"] as const)
    if (before![name] !== after[name]) changes[name] = { from: before![name], to: after[name] };
  work.record({
    action: "SETTINGS_CHANGE",
    resource: "audit_retention",
    resourceId: work.organizationId,
    ...(Object.keys(changes).length > 0 && { changes }),
  });
  await work.sql.query("update audit_retention set days = $2, archive = $3 where organization_id = $1", [
    work.organizationId,
    after.days,
    after.archive,
  ]);
}
