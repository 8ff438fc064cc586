import { newId } from "../identifier.ts";
import type { CustomerState } from "../ports/payments.ts";
import type { SubscriptionOutcome, Subscriptions } from "../ports/subscriptions.ts";
import { across, followSubscription } from "./follow.ts";
import type { FollowTools } from "./follow.ts";
import { isGoing } from "./subscription.ts";

interface Known {
  customerId: string | null;
  endedByDeletion: boolean;
  /** The purge has begun. */
  deleting: boolean;
}

/**
 * What a deletion does to a subscription. While it waits, the subscription ends with its period, which can be taken back;
 * when the purge begins, it ends at once. What an owner has ended before is not restored.
 */
export function paidSubscriptions(tools: FollowTools): Subscriptions {
  return {
    cancel: (organizationId) => cancel(tools, organizationId),
    resume: (organizationId) => resume(tools, organizationId),
  };
}

async function cancel(tools: FollowTools, organizationId: string): Promise<SubscriptionOutcome> {
  const { payments } = tools;
  const known = await read(tools, organizationId);
  const going = (await stateOf(tools, known))?.subscriptions.filter(isGoing) ?? [];
  if (!known || going.length === 0) return "nothing";
  for (const { id, endsAt } of going) {
    if (known.deleting) await payments.end(id, newId());
    else if (endsAt === null) {
      // Said before it is done: whoever dies in between must not leave what nobody takes back.
      await note(tools, organizationId, true);
      await payments.setEnding(id, true, newId());
    }
  }
  await followSubscription(tools, organizationId);
  return "done";
}

async function resume(tools: FollowTools, organizationId: string): Promise<SubscriptionOutcome> {
  const known = await read(tools, organizationId);
  if (!known?.endedByDeletion) {
    // What happened while nothing could be changed is written down now.
    if (known) await followSubscription(tools, organizationId);
    return "nothing";
  }
  const going = (await stateOf(tools, known))?.subscriptions.filter(isGoing) ?? [];
  for (const { id, endsAt } of going) if (endsAt !== null) await tools.payments.setEnding(id, false, newId());
  await note(tools, organizationId, false);
  await followSubscription(tools, organizationId);
  return going.length > 0 ? "done" : "not restored";
}

async function read({ db }: FollowTools, organizationId: string): Promise<Known | undefined> {
  const [found] = await db.transaction({ ...across, readOnly: true }, (sql) =>
    sql.query<Known>(
      `select s.customer_id as "customerId", s.ended_by_deletion as "endedByDeletion", o.status = 'deleting' as deleting
        from subscription s join organization o on o.id = s.organization_id where s.organization_id = $1`,
      [organizationId],
    ),
  );
  return found;
}

async function stateOf({ payments }: FollowTools, known: Known | undefined): Promise<CustomerState | null> {
  return known?.customerId ? payments.stateOf(known.customerId) : null;
}

function note({ db }: FollowTools, organizationId: string, ended: boolean): Promise<unknown> {
  return db.transaction(across, (sql) =>
    sql.query("update subscription set ended_by_deletion = $2 where organization_id = $1", [organizationId, ended]),
  );
}
