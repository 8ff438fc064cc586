import type { Services } from "../api/services.ts";
import type { Context } from "../api/endpoint.ts";
import type { Origin, SessionCaller } from "../access/caller.ts";
import { appendEvents, appendOperatorEvent, operatorsActEvent } from "../audit/append.ts";
import { installationActorOf } from "../audit/installation-actor.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import { tellOwners } from "../tenancy/tell-members.ts";
import { actOnOrganization } from "./act-on-organization.ts";
import type { Target } from "./act-on-organization.ts";
import { visitMail } from "./mails.ts";

export interface WantedVisit {
  reason: string;
  role: "viewer" | "admin";
  /** At most sixty. */
  minutes: number;
}

/**
 * Lets an operator into an organization, to help: their session is there, and nowhere else, until they leave or the
 * time is over. Throws a Problem where the organization refuses visits, or the operator has not just given their second
 * factor.
 */
export async function enter(
  services: Pick<Services, "db" | "people" | "jobs" | "clock" | "settings">,
  context: Context,
  organizationId: string,
  { reason, role, minutes }: WantedVisit,
): Promise<{ until: string }> {
  const now = services.clock.now();
  const until = new Date(now.getTime() + minutes * 60_000).toISOString();
  const sessionId = await actOnOrganization(services, context, organizationId, reason, async (target) => {
    const { sql, organization, operator, tell } = target;
    refuseWhereUnwanted(target);
    await requireSecondFactor(sql, operator);
    await endOthers(sql, operator.sessionId, now);
    const id = newId();
    const begun = await sql.query(
      `insert into operator_visit (organization_id, id, session_id, operator_id, role, reason, began_at, until)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (session_id) where ended_at is null do nothing returning 1`,
      [organizationId, id, operator.sessionId, operator.userId, role, reason, now.toISOString(), until],
    );
    if (begun.length === 0)
      throw new Problem("conflict", "Another visit of yours began at this moment. Leave it first.");
    await tell({ action: "LOGIN", resource: "operator_visit", resourceId: id, details: { role, until } });
    await tellOwners(services.jobs, sql, organizationId, (owner) =>
      visitMail(
        { ...owner, organization: organization.name, publicUrl: services.settings.publicUrl },
        { reason, role, until },
      ),
    );
    return operator.sessionId;
  });
  services.people.forget(`session:${sessionId}`);
  return { until };
}

function refuseWhereUnwanted({ organization: { status, operatorVisits } }: Target): void {
  if (status !== "active") throw new Problem("conflict", `The organization is ${status}.`);
  if (!operatorVisits)
    throw new Problem("forbidden", "The organization refuses visits of operators. An owner can allow them.");
}

/** A browser that is trusted is not enough: the code itself, for this. */
async function requireSecondFactor(sql: Sql, { userId, sessionId }: SessionCaller): Promise<void> {
  const [row] = await sql.query<{ missing: boolean }>(
    "select auth.has_two_factor($1) and coalesce(auth.session_second_factor($2), 'none') not in ('code', 'recovery_code') as missing",
    [userId, sessionId],
  );
  if (row!.missing)
    throw new Problem(
      "sign-in-again",
      "Confirm first that it is you: POST /api/me/confirm with your password and a code.",
    );
}

/** Of visits whose time is over nobody has said that they ended. */
async function endOthers(sql: Sql, sessionId: string, now: Date): Promise<void> {
  await sql.query(
    "update operator_visit set ended_at = greatest(began_at, least($2, until)) where session_id = $1 and ended_at is null",
    [sessionId, now.toISOString()],
  );
}

/** Ends the caller's visit; says so in the organization's log and in the operator's. Throws a Problem where there is none. */
export async function leave(
  { db, people, clock }: Pick<Services, "db" | "people" | "clock">,
  caller: SessionCaller,
  origin: Origin,
): Promise<void> {
  const { visit, membership, sessionId } = caller;
  if (!visit || !membership) throw new Problem("conflict", "You are on no visit.");
  const { organizationId, organizationName: name } = membership;
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    const ended = await sql.query(
      "update operator_visit set ended_at = greatest(began_at, $3) where organization_id = $1 and id = $2 and ended_at is null returning 1",
      [organizationId, visit.id, clock.now().toISOString()],
    );
    if (ended.length === 0) return;
    const entry = { action: "LOGOUT", resource: "operator_visit", resourceId: visit.id, name } as const;
    const actor = installationActorOf(caller);
    await appendEvents(sql, [operatorsActEvent(organizationId, actor, origin, entry)]);
    await appendOperatorEvent(sql, actor, origin, entry);
  });
  people.forget(`session:${sessionId}`);
}
