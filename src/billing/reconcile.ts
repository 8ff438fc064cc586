import type { Plan } from "../access/plans.ts";
import type { Services } from "../api/services.ts";
import { newId } from "../identifier.ts";
import type { Sql } from "../ports/database.ts";
import type { SubscriptionState } from "../ports/payments.ts";
import { across, followSubscription } from "./follow.ts";
import type { FollowTools } from "./follow.ts";
import { isGoing, present, readSubscription, subscriptionColumns } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

export const differenceKinds = [
  "out of date",
  "two subscriptions",
  "another plan",
  "unknown price",
  "nobody's",
] as const;

/** What one side says of a subscription. */
type Told = Record<string, unknown> | null;

/** Something on which the payment provider and we do not agree, or did not until it was mended. */
export interface Difference {
  kind: (typeof differenceKinds)[number];
  organizationId: string | null;
  customerId: string | null;
  subscriptionId: string | null;
  ours: Told;
  theirs: Told;
  mended: boolean;
}

type Tools = FollowTools & Pick<Services, "log">;
const mendedDays = 90;

/**
 * Compares what we have with what the provider collects. What is only out of date is written down anew; what somebody
 * has to decide is kept for the operator and told in the log. Rejects where the provider does not answer.
 */
export async function reconcileBilling(tools: Tools): Promise<Difference[]> {
  const collected = new Map<string, SubscriptionState[]>();
  for await (const state of tools.payments.going())
    collected.set(state.customerId, [state, ...(collected.get(state.customerId) ?? [])]);
  // Read after them, so that who became a customer meanwhile is known.
  const known = await tools.db.transaction({ ...across, readOnly: true }, (sql) =>
    sql.query<Subscription>(`select ${subscriptionColumns} from subscription where customer_id is not null`),
  );
  const found: Difference[] = [];
  for (const ours of known) {
    found.push(...(await compare(tools, ours, collected.get(ours.customerId!) ?? [])));
    collected.delete(ours.customerId!);
  }
  for (const [state] of collected.values()) found.push(about("nobody's", null, state!));
  await tools.db.transaction(across, (sql) => keep(sql, found, tools.clock.now()));
  for (const { ours: _, theirs: __, ...difference } of found)
    tools.log.warn({ ...difference }, "What is paid was not what was written down");
  return found;
}

async function compare(
  tools: Tools,
  ours: Subscription,
  collected: readonly SubscriptionState[],
): Promise<Difference[]> {
  const going = collected.filter(isGoing);
  const theirs = present({ subscriptions: [...collected], invoices: [] });
  const found: Difference[] = [];
  if (going.length > 1) {
    const several = about("two subscriptions", ours, theirs);
    found.push({ ...several, theirs: { ...several.theirs, subscriptions: going.map(({ id }) => id) } });
  }
  if (theirs?.plan === null) found.push(about("unknown price", ours, theirs));
  if (isOutOfDate(ours, theirs)) {
    await followSubscription(tools, ours.organizationId);
    found.push({ ...about("out of date", ours, theirs), mended: true });
  }
  const plan = await planBeside(tools, ours.organizationId);
  if (plan) found.push({ ...about("another plan", ours, theirs), ours: plan });
  return found;
}

const compared = [
  "subscriptionId",
  "status",
  "plan",
  "interval",
  "amount",
  "currency",
  "currentPeriodEnd",
  "endsAt",
] as const;

function isOutOfDate(ours: Subscription, theirs: SubscriptionState | null): boolean {
  if (!theirs) return isGoing(ours);
  const told = { ...theirs, subscriptionId: theirs.id };
  return compared.some((name) => ours[name] !== told[name]);
}

/** The plan of the organization, where it is not what the subscription gives: an operator may have meant it. */
async function planBeside({ db }: Tools, organizationId: string): Promise<{ plan: Plan; paid: Plan } | null> {
  return db.transaction({ ...across, readOnly: true }, async (sql) => {
    const [organization] = await sql.query<{ plan: Plan }>("select plan from organization where id = $1", [
      organizationId,
    ]);
    const paid = (await readSubscription(sql, organizationId))?.entitled;
    return organization && paid && paid !== organization.plan ? { plan: organization.plan, paid } : null;
  });
}

function about(kind: Difference["kind"], ours: Subscription | null, theirs: SubscriptionState | null): Difference {
  return {
    kind,
    organizationId: ours?.organizationId ?? theirs?.organizationId ?? null,
    customerId: ours?.customerId ?? theirs?.customerId ?? null,
    subscriptionId: theirs?.id ?? ours?.subscriptionId ?? null,
    ours: ours && sideOf(ours, ours.subscriptionId),
    theirs: theirs && sideOf(theirs, theirs.id),
    mended: false,
  };
}

type Side = Record<Exclude<(typeof compared)[number] | "priceId", "subscriptionId">, unknown>;

function sideOf(
  { status, plan, priceId, interval, amount, currency, currentPeriodEnd, endsAt }: Side,
  subscriptionId: string | null,
): Told {
  return { subscriptionId, status, plan, priceId, interval, amount, currency, currentPeriodEnd, endsAt };
}

/** What is open is found anew each time; of two that compare at once the second has the last word. */
async function keep(sql: Sql, found: readonly Difference[], now: Date): Promise<void> {
  await sql.query("lock table billing_difference in share row exclusive mode");
  await sql.query("delete from billing_difference where not mended or found_at < $1", [
    new Date(now.getTime() - mendedDays * 24 * 60 * 60 * 1000).toISOString(),
  ]);
  for (const { kind, organizationId, customerId, subscriptionId, ours, theirs, mended } of found)
    await sql.query(
      `insert into billing_difference (id, found_at, kind, organization_id, customer_id, subscription_id, ours, theirs, mended)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        newId(),
        now.toISOString(),
        kind,
        isUuid(organizationId) ? organizationId : null,
        customerId,
        subscriptionId,
        JSON.stringify(ours),
        JSON.stringify(theirs),
        mended,
      ],
    );
}

/** Whoever writes at the provider may write anything. */
function isUuid(text: string | null): boolean {
  return text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

interface ListedDifference extends Difference {
  id: string;
  foundAt: string;
  organizationName: string | null;
}

/** The latest first. */
export function listDifferences(sql: Sql): Promise<ListedDifference[]> {
  return sql.query(
    `select d.id, d.found_at as "foundAt", d.kind, d.organization_id as "organizationId", o.name as "organizationName",
      d.customer_id as "customerId", d.subscription_id as "subscriptionId", d.ours, d.theirs, d.mended
      from billing_difference d left join organization o on o.id = d.organization_id order by d.found_at desc, d.id desc limit 1000`,
  );
}
