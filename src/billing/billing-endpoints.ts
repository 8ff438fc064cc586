import { z } from "zod";
import type { Actor } from "../access/caller.ts";
import { endpoint, NoInput, openEndpoint } from "../api/endpoint.ts";
import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import type { Entry } from "../audit/event.ts";
import { newId } from "../identifier.ts";
import type { Payments } from "../ports/payments.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { readOrganization } from "../tenancy/organizations.ts";
import { BillingState, billingState, demandOffer, demandSubscription } from "./billing-state.ts";
import { across, followSubscription } from "./follow.ts";
import { notPaid } from "./not-paid.ts";
import { isGoing } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";
import { inTurn } from "./turn.ts";
import { Problem } from "../problems.ts";

const shared = { resource: "subscription", may: "billing.manage", limit: "standard" } as const;
const Wish = z.strictObject({
  plan: z.enum(["PRO", "ENTERPRISE"]),
  interval: z.enum(["month", "year"]).default("month"),
});
const Page = { status: 200, body: z.object({ url: z.url().describe("To be opened in the browser") }) } as const;
const State = { status: 200, body: BillingState } as const;

export const billingEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/billing",
    whileSuspended: true,
    summary: "What the organization pays, when next, and what was paid",
    audit: "VIEW",
    input: NoInput,
    output: State,
    handle: (_, work, { payments }) => billingState(work.sql, work.organizationId, payments),
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/organization/billing/preview",
    summary: "What changing the plan would cost now",
    audit: "VIEW",
    input: { query: Wish },
    output: {
      status: 200,
      body: z.object({
        amountDue: z.int().describe("At once, in the currency's smallest unit; less than nothing is put to the credit"),
        currency: z.string(),
      }),
    },
    handle: async ({ query }, context, services) => {
      const payments = services.payments ?? notPaid();
      demandOffer(payments, query);
      const { organizationId } = context.actor();
      const { subscriptionId } = await services.db.transaction({ ...across, readOnly: true }, (sql) =>
        demandSubscription(sql, organizationId),
      );
      return payments.preview(subscriptionId, query.plan, query.interval);
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/billing/checkout",
    summary: "Begin to pay for a plan, on a page of Stripe's",
    audit: ["CREATE checkout"],
    input: { body: Wish },
    output: Page,
    handle: async ({ body }, context, services) => {
      const payments = services.payments ?? notPaid();
      demandOffer(payments, body);
      return act(context, services, async (subscription, actor) => {
        if (isGoing(subscription))
          throw new Problem("conflict", "There is a subscription already: change its plan instead.");
        const customerId = subscription.customerId ?? (await becomeCustomer(services, payments, actor, context));
        const { organizationId } = actor;
        const wish = { ...body, customerId, organizationId, returnUrl: pageUrl(services) };
        const url = await payments.openCheckout(wish, newId());
        const told: Entry = { action: "CREATE", resource: "checkout", details: { ...body } };
        return { answer: { url }, told };
      });
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/billing/portal",
    whileSuspended: true,
    summary: "A page of Stripe's to manage cards, addresses and invoices on",
    audit: ["CREATE billing_portal"],
    input: NoInput,
    output: Page,
    handle: async (_, context, services) => {
      const payments = services.payments ?? notPaid();
      return act(context, services, async ({ customerId }) => {
        if (!customerId) throw new Problem("conflict", "There is nothing to manage yet: choose a plan first.");
        const url = await payments.openPortal(customerId, pageUrl(services), newId());
        return { answer: { url }, told: { action: "CREATE", resource: "billing_portal" } };
      });
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/billing/plan",
    summary: "Change the plan or how often it is paid; what was paid for the rest of the time counts",
    audit: "SUBSCRIPTION_CHANGE",
    input: { body: Wish },
    output: State,
    handle: async ({ body }, context, services) => {
      const payments = services.payments ?? notPaid();
      demandOffer(payments, body);
      return change(context, services, async ({ subscriptionId, plan, interval }, key) => {
        if (plan === body.plan && interval === body.interval) return null;
        await payments.changePlan(subscriptionId, body.plan, body.interval, key);
        return { asked: { plan: { from: plan, to: body.plan }, interval: { from: interval, to: body.interval } } };
      });
    },
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/billing/cancel",
    whileSuspended: true,
    summary: "Let the subscription end with the time that is paid for",
    audit: "SUBSCRIPTION_CHANGE",
    input: NoInput,
    output: State,
    handle: (_, context, services) => endOrGoOn(context, services, true),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/billing/resume",
    summary: "Take the end of the subscription back",
    audit: "SUBSCRIPTION_CHANGE",
    input: NoInput,
    output: State,
    handle: (_, context, services) => endOrGoOn(context, services, false),
  }),
];

function endOrGoOn(context: Context, services: Services, ends: boolean) {
  const payments = services.payments ?? notPaid();
  return change(context, services, async ({ subscriptionId, endsAt }, key) => {
    if ((endsAt !== null) === ends) return null;
    await payments.setEnding(subscriptionId, ends, key);
    return { asked: { ends: { from: !ends, to: ends } } };
  });
}

function pageUrl({ settings }: Services): string {
  return `${settings.publicUrl}/settings/plan`;
}

/** One at a time asks Stripe for something; the owner's event is written when Stripe has done it. */
async function act<T>(
  context: Context,
  { db }: Services,
  body: (subscription: Subscription, actor: Actor) => Promise<{ answer: T; told: Entry }>,
): Promise<T> {
  const actor = context.actor();
  return inTurn(db, actor.organizationId, async (subscription) => {
    const { answer, told } = await body(subscription, actor);
    await inOrganization(db, actor, context.origin, "audited", async (work) => work.record(told));
    return answer;
  });
}

/**
 * Changes a subscription that goes on, and answers what is so then. What Stripe may have done without saying so is asked
 * for by a job.
 */
async function change(
  context: Context,
  services: Services,
  body: (
    subscription: Subscription & { subscriptionId: string },
    key: string,
  ) => Promise<Record<string, unknown> | null>,
) {
  const { db, jobs } = services;
  const payments = services.payments ?? notPaid();
  const actor = context.actor();
  const { organizationId } = actor;
  await inTurn(db, organizationId, async () => {
    const subscription = await db.transaction({ ...across, readOnly: true }, (sql) =>
      demandSubscription(sql, organizationId),
    );
    const follow = () => db.transaction(across, (sql) => jobs.enqueue(sql, "follow-subscription", { organizationId }));
    const details = await body(subscription, newId()).catch(async (error: unknown) => {
      await follow();
      throw error;
    });
    if (!details) return;
    const { subscriptionId } = subscription;
    await inOrganization(db, actor, context.origin, "audited", async (work) =>
      work.record({ action: "SUBSCRIPTION_CHANGE", resource: "subscription", resourceId: subscriptionId, details }),
    );
    await followSubscription({ ...services, payments }, organizationId).catch(follow);
  });
  return db.transaction({ ...across, readOnly: true }, (sql) => billingState(sql, organizationId, payments));
}

/** The customer's id at Stripe, who is made at most once, whoever asks how often: the key is the same each time. */
async function becomeCustomer(
  { db }: Services,
  payments: Payments,
  actor: Actor,
  { origin }: Context,
): Promise<string> {
  const { organizationId } = actor;
  const { name, version } = await inOrganization(db, actor, origin, "read-only", (work) => readOrganization(work));
  const id = await payments.createCustomer({ organizationId, name }, `customer ${organizationId} ${version}`);
  await db.transaction(across, (sql) =>
    sql.query("update subscription set customer_id = $2 where organization_id = $1", [organizationId, id]),
  );
  return id;
}
