import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { appendEvents, operatorsActEvent } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import { installationActorOf } from "../audit/installation-actor.ts";
import { personOf } from "../identity/caller-kinds.ts";
import type { SessionCaller } from "../access/caller.ts";
import type { Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { requireRecentSignIn } from "../tenancy/recent-sign-in.ts";

/** An organization that an operator does something to, its row locked. */
export interface Target {
  sql: Sql;
  operator: SessionCaller;
  organization: { id: string; name: string; status: string; operatorVisits: boolean };
  /** Says what happened, with the reason: in the organization's own log and in the operator's. */
  tell(entry: Entry): Promise<void>;
}

/**
 * What takes an operator in person who has just proved who they are, done to one organization with a reason, in one
 * transaction of `nextcrm_operator`. Every process forgets then what it knew of who is in it.
 */
export async function actOnOrganization<T>(
  { db, people }: Pick<Services, "db" | "people">,
  context: Context,
  id: string,
  reason: string,
  act: (target: Target) => Promise<T>,
): Promise<T> {
  const operator = personOf(context);
  const { origin } = context;
  const actor = installationActorOf(operator);
  const done = await acrossOrganizations(db, operator, origin, reason, async ({ sql, record }) => {
    await requireRecentSignIn({ sql, actor: operator });
    const [organization] = await sql.query<Target["organization"]>(
      `select id, name, status, operator_visits as "operatorVisits" from organization where id = $1 for no key update`,
      [id],
    );
    if (!organization) throw notFound("organization");
    return act({
      sql,
      operator,
      organization,
      tell: async (entry) => {
        const whole = { resourceId: id, name: organization.name, ...entry };
        await appendEvents(sql, [operatorsActEvent(id, actor, origin, { ...whole, said: { ...whole.said, reason } })]);
        record(whole);
      },
    });
  });
  people.forget(`organization:${id}`);
  return done;
}
