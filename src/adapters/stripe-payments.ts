import type Stripe from "stripe";
import type { BillingInterval, PaidPlan, Price } from "../setting-kinds.ts";
import type { CustomerState, Offer, Payments, SubscriptionState } from "../ports/payments.ts";
import { Problem } from "../problems.ts";
import { heard, isMissing, stripeUnavailable } from "./stripe-errors.ts";
import { readStripeEvent } from "./stripe-event.ts";
import { invoiceOf, subscriptionOf } from "./stripe-shapes.ts";

interface Settings {
  secretKey: string;
  webhookSecret: string;
  prices: readonly Price[];
  /** `https://api.stripe.com`. */
  apiBase: string;
  /** What an operator must mend, or Stripe does not answer. */
  failed(error: unknown): void;
  timeoutMilliseconds?: number;
}

/** What Stripe says of prices is asked for again after so long. */
const offersMilliseconds = 10 * 60_000;
const mostInvoices = 100;

/** Payments through Stripe's own SDK, which is loaded only where there is a key. */
export async function stripePayments(settings: Settings): Promise<Payments> {
  const { prices, failed } = settings;
  const { default: Sdk } = await import("stripe");
  const stripe = new Sdk(settings.secretKey, connectionOf(settings));
  const ask = <T>(asked: Promise<T>) => heard(asked, failed).catch(unlessMissing);
  const priceOf = (plan: PaidPlan, interval: BillingInterval) =>
    prices.find((price) => !price.former && price.plan === plan && price.interval === interval)?.id;
  const itemsFor = async (subscriptionId: string, plan: PaidPlan, interval: BillingInterval) => {
    const { items } = await ask(stripe.subscriptions.retrieve(subscriptionId));
    const sold = items.data.find((item) => prices.some(({ id }) => id === item.price.id)) ?? items.data[0]!;
    return [{ id: sold.id, price: priceOf(plan, interval)! }];
  };
  return {
    offers: offersOf(stripe, prices, failed),
    sells: (plan, interval) => priceOf(plan, interval) !== undefined,
    createCustomer: async ({ organizationId, name }, key) => {
      const { id } = await ask(
        stripe.customers.create({ name, metadata: { organizationId } }, { idempotencyKey: key }),
      );
      return id;
    },
    openCheckout: (wish, key) => checkout(stripe, ask, { ...wish, price: priceOf(wish.plan, wish.interval)! }, key),
    openPortal: async (customer, returnUrl, key) => {
      const asked = { customer, return_url: returnUrl };
      return (await ask(stripe.billingPortal.sessions.create(asked, { idempotencyKey: key }))).url;
    },
    preview: async (subscription, plan, interval) => {
      const items = await itemsFor(subscription, plan, interval);
      const details = { items, proration_behavior: "always_invoice" } as const;
      const invoice = await ask(stripe.invoices.createPreview({ subscription, subscription_details: details }));
      // A credit is no amount due, but its total says how much it is.
      return { amountDue: invoice.total < 0 ? invoice.total : invoice.amount_due, currency: invoice.currency };
    },
    changePlan: async (subscription, plan, interval, key) => {
      const items = await itemsFor(subscription, plan, interval);
      const wanted = { items, proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" } as const;
      await ask(stripe.subscriptions.update(subscription, wanted, { idempotencyKey: key }));
    },
    setEnding: (id, ends, key) => setEnding(stripe, ask, id, ends, key),
    end: async (subscription, key) => {
      const now = { invoice_now: false, prorate: false };
      await ask(stripe.subscriptions.cancel(subscription, now, { idempotencyKey: key }));
    },
    stateOf: (customer) => stateOf(stripe, prices, failed, customer),
    going: () => going(stripe, prices, failed),
    readEvent: (body, signature) => readStripeEvent(stripe, body, signature, settings.webhookSecret),
    ask: async () => void (await ask(stripe.balance.retrieve())),
  };
}

type Ask = <T>(asked: Promise<T>) => Promise<T>;

function connectionOf({ apiBase, timeoutMilliseconds = 8_000 }: Settings) {
  const { protocol, hostname, port } = new URL(apiBase);
  return {
    host: hostname,
    port: port || (protocol === "https:" ? 443 : 80),
    protocol: protocol === "https:" ? "https" : "http",
    timeout: timeoutMilliseconds,
    // With the same key each time.
    maxNetworkRetries: 1,
    telemetry: false,
    appInfo: { name: "NextCRM" },
  } as const;
}

/** Where somebody removed at Stripe what we know of, an operator must see; who asks can only come back. */
function unlessMissing(error: unknown): never {
  if (isMissing(error)) throw new Problem("conflict", "Stripe does not know this customer or subscription any more.");
  throw error;
}

/** The prices are asked for behind the answers, which have what is known by then. */
function offersOf(stripe: Stripe, prices: readonly Price[], failed: Settings["failed"]): () => readonly Offer[] {
  let known: Offer[] = prices
    .filter(({ former }) => !former)
    .map(({ plan, interval }) => ({ plan, interval, amount: null, currency: null }));
  let freshUntil = 0;
  const learn = async () => {
    const asked = prices
      .filter(({ former }) => !former)
      .map(async ({ id, plan, interval }) => {
        const { unit_amount: amount, currency } = await stripe.prices.retrieve(id);
        return { plan, interval, amount, currency };
      });
    known = await Promise.all(asked);
  };
  return () => {
    if (performance.now() >= freshUntil) {
      freshUntil = performance.now() + offersMilliseconds;
      learn().catch((error: unknown) => {
        freshUntil = 0;
        failed(error);
      });
    }
    return known;
  };
}

interface CheckoutWish {
  customerId: string;
  organizationId: string;
  price: string;
  returnUrl: string;
}

/** Whoever has two pages open could pay twice: of what is still open, the same is taken again and others are closed. */
async function checkout(stripe: Stripe, ask: Ask, wish: CheckoutWish, key: string): Promise<string> {
  const { customerId: customer, organizationId, price, returnUrl } = wish;
  const { data: open } = await ask(stripe.checkout.sessions.list({ customer, status: "open", limit: 100 }));
  const same = open.find((session) => session.metadata?.["price"] === price && session.url);
  for (const { id } of open.filter((session) => session !== same))
    await ask(stripe.checkout.sessions.expire(id, {}, { idempotencyKey: `${key} ${id}` }));
  if (same?.url) return same.url;
  const made = await ask(
    stripe.checkout.sessions.create(
      {
        mode: "subscription",
        customer,
        client_reference_id: organizationId,
        line_items: [{ price, quantity: 1 }],
        metadata: { organizationId, price },
        subscription_data: { metadata: { organizationId } },
        success_url: `${returnUrl}?checkout=done`,
        cancel_url: returnUrl,
      },
      { idempotencyKey: key },
    ),
  );
  if (!made.url) throw stripeUnavailable();
  return made.url;
}

async function setEnding(stripe: Stripe, ask: Ask, id: string, ends: boolean, key: string): Promise<void> {
  const present = await ask(stripe.subscriptions.retrieve(id));
  // Stripe's own pages say when it ends as a time, others by the period; only one of the two can be taken back.
  const wanted = ends || present.cancel_at_period_end || present.cancel_at === null;
  await ask(
    stripe.subscriptions.update(id, wanted ? { cancel_at_period_end: ends } : { cancel_at: "" }, {
      idempotencyKey: key,
    }),
  );
  const { data: open } = await ask(stripe.invoices.list({ subscription: id, status: "open", limit: 100 }));
  for (const invoice of open.filter(({ auto_advance: advances }) => advances === ends))
    await ask(stripe.invoices.update(invoice.id, { auto_advance: !ends }, { idempotencyKey: `${key} ${invoice.id}` }));
}

async function stateOf(
  stripe: Stripe,
  prices: readonly Price[],
  failed: Settings["failed"],
  customer: string,
): Promise<CustomerState | null> {
  const read = async () => {
    // A customer who was removed has no lists, and still an answer.
    const found = await stripe.customers.retrieve(customer);
    if (found.deleted) return null;
    const [subscriptions, invoices] = await Promise.all([
      stripe.subscriptions.list({ customer, status: "all", limit: 100 }),
      stripe.invoices.list({ customer, limit: mostInvoices }),
    ]);
    return {
      subscriptions: subscriptions.data.map((one) => subscriptionOf(one, prices)).toReversed(),
      invoices: invoices.data.map(invoiceOf).toReversed(),
    };
  };
  try {
    return await heard(read(), failed);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function* going(
  stripe: Stripe,
  prices: readonly Price[],
  failed: Settings["failed"],
): AsyncGenerator<SubscriptionState> {
  const pages = stripe.subscriptions.list({ limit: 100 });
  for (;;) {
    const next = await heard(pages.next(), failed);
    if (next.done) return;
    yield subscriptionOf(next.value, prices);
  }
}
