import { oneByOne } from "../one-by-one.ts";
import type { Sql } from "../ports/database.ts";
import { tellOwners } from "../tenancy/tell-members.ts";
import { across, entitle, keepSubscription } from "./follow.ts";
import type { FollowTools } from "./follow.ts";
import { paymentMail } from "./mails.ts";
import type { Stage } from "./mails.ts";
import { subscriptionColumns } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

type Tools = Omit<FollowTools, "payments">;

const eventDays = 60;

/** Tells owners of payments that fail, and ends the grace of those that have failed for too long. */
export async function tendPayments(tools: Tools): Promise<void> {
  const { db } = tools;
  const failing = await db.transaction({ ...across, readOnly: true }, (sql) =>
    sql.query<{ id: string }>(
      "select organization_id as id from subscription where grace_until is not null and told < 3",
    ),
  );
  await db.transaction(across, (sql) =>
    sql.query("delete from stripe_event where received_at < now() - make_interval(days => $1)", [eventDays]),
  );
  await oneByOne(
    failing,
    ({ id }) => tendPayment(tools, id),
    ({ id }) => `Nobody was told of the payment of ${id}`,
  );
}

/** The same for one. Each mail is sent once, whoever comes first; whoever was not told halfway is told at the end. */
export async function tendPayment({ db, jobs, clock, people, settings }: Tools, organizationId: string): Promise<void> {
  const ended = await db.transaction(across, async (sql) => {
    const text = `select ${subscriptionColumns} from subscription where organization_id = $1 and grace_until is not null for update`;
    const [before] = await sql.query<Subscription>(text, [organizationId]);
    if (!before) return false;
    const { name: organization, frozen } = await organizationOf(sql, organizationId);
    if (frozen) return false;
    const stage = stageOf(before, clock.now());
    if (stage <= before.told) return false;
    const isOver = stage === 3 && before.entitled !== null;
    const after: Subscription = { ...before, told: stage, entitled: isOver ? "FREE" : before.entitled };
    await keepSubscription(sql, after);
    await entitle(sql, before, after);
    await tellOwners(jobs, sql, organizationId, (owner) =>
      paymentMail(stage, { ...owner, organization, publicUrl: settings.publicUrl }, before.graceUntil!),
    );
    return isOver;
  });
  if (ended) people.forget(`organization:${organizationId}`);
}

/** What waits for its deletion changes no more, and its subscription ends anyway. */
async function organizationOf(sql: Sql, id: string): Promise<{ name: string; frozen: boolean }> {
  const [found] = await sql.query<{ name: string; frozen: boolean }>(
    `select name, status <> 'active' or exists (select from organization_deletion d where d.organization_id = o.id) as frozen
      from organization o where id = $1`,
    [id],
  );
  return found!;
}

function stageOf({ failingSince, graceUntil }: Subscription, now: Date): Stage {
  const [since, until] = [Date.parse(failingSince!), Date.parse(graceUntil!)];
  if (now.getTime() >= until) return 3;
  return now.getTime() >= (since + until) / 2 ? 2 : 1;
}
