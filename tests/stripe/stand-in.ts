import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Stripe from "stripe";
import { sharedFolder } from "../needs.ts";
import { parseForm } from "./form.ts";
import type { FormValue } from "./form.ts";

type Form = Record<string, FormValue>;
// Objects of Stripe's, of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Resource = Record<string, any>;

/** What goes wrong with requests: `lost` does what is asked and gives no answer. */
export type Fault = "500" | "429" | "reset" | "hang" | "lost" | "declined";

export interface Asked {
  method: string;
  path: string;
  key: string | null;
  form: Form;
}

export const webhookSecret = "whsec_of_the_stand_in";
export const prices = {
  proMonth: { id: "price_pro_month", unit_amount: 2900, interval: "month" },
  proYear: { id: "price_pro_year", unit_amount: 29000, interval: "year" },
  enterpriseMonth: { id: "price_enterprise_month", unit_amount: 9900, interval: "month" },
  old: { id: "price_old", unit_amount: 1900, interval: "month" },
  foreign: { id: "price_foreign", unit_amount: 100, interval: "month" },
} as const;

/** What the product is told of it. */
export function stripeEnvironment(base: string): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: "sk_test_of_the_stand_in",
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: base,
    STRIPE_PRICES: JSON.stringify({
      PRO: { month: prices.proMonth.id, year: prices.proYear.id, former: [prices.old.id] },
      ENTERPRISE: { month: prices.enterpriseMonth.id },
    }),
  };
}

const day = 24 * 60 * 60;

/**
 * Stripe, as far as we ask it: a server that keeps customers, subscriptions and invoices, made of Stripe's own examples,
 * repeats its answer to a key that it knows, and says what happens in signed events.
 */
export class StandIn {
  readonly customers = new Map<string, Resource>();
  readonly sessions = new Map<string, Resource>();
  readonly subscriptions = new Map<string, Resource>();
  readonly invoices = new Map<string, Resource>();
  /** What happened, oldest first; nobody is told by itself. */
  readonly events: Resource[] = [];
  readonly asked: Asked[] = [];
  /** Of the next requests whose method and path are of this form. */
  fault: { kind: Fault; on: RegExp; times: number } | null = null;
  #held: { on: RegExp; answered(): void; released: Promise<void> } | null = null;
  /** Seconds by which its time is ahead. */
  ahead = 0;
  base = "";
  readonly #examples: Record<string, Resource>;
  readonly #answers = new Map<string, { status: number; body: unknown }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #last = 0;

  constructor() {
    const file = join(sharedFolder, "vectors/stripe-fixtures.json");
    this.#examples = (JSON.parse(readFileSync(file, "utf8")) as { resources: Record<string, Resource> }).resources;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  // ---- what customers and time do

  /** Somebody pays on the page of a checkout. */
  pay(url: string): Resource {
    const session = [...this.sessions.values()].find((one) => one.url === url)!;
    if (session.status !== "open") throw new Error(`The checkout is ${session.status}`);
    const subscription = this.subscribe(session.customer, session.price, session.subscription_data?.metadata);
    Object.assign(session, { status: "complete", payment_status: "paid", subscription: subscription.id, url: null });
    this.tell("checkout.session.completed", session);
    return subscription;
  }

  subscribe(customer: string, price: string, metadata: Resource = {}): Resource {
    const id = this.#id("sub");
    const subscription = {
      ...this.#example("subscription"),
      id,
      customer,
      metadata,
      status: "active",
      created: this.now(),
      cancel_at: null,
      canceled_at: null,
      cancel_at_period_end: false,
      ended_at: null,
      trial_end: null,
      items: { object: "list", has_more: false, url: "", data: [this.#item(id, price)] },
    };
    this.subscriptions.set(id, subscription);
    this.tell("customer.subscription.created", subscription);
    this.invoice(subscription, "paid");
    return subscription;
  }

  /** The next period begins; its payment succeeds or fails. */
  renew(subscription: Resource, outcome: "paid" | "failed"): Resource {
    for (const item of subscription.items.data) Object.assign(item, this.#period(item.price));
    subscription.status = outcome === "paid" ? "active" : "past_due";
    const invoice = this.invoice(subscription, outcome === "paid" ? "paid" : "open");
    this.tell("customer.subscription.updated", subscription);
    return invoice;
  }

  /** Stripe tries once more, and fails again. */
  retry(invoice: Resource): void {
    invoice.attempt_count += 1;
    this.tell("invoice.payment_failed", invoice);
  }

  settle(invoice: Resource): void {
    this.#paid(invoice);
    const subscription = this.subscriptions.get(invoice.parent.subscription_details.subscription)!;
    subscription.status = "active";
    this.tell("customer.subscription.updated", subscription);
  }

  /** It is over. */
  end(subscription: Resource, reason: "cancellation_requested" | "payment_failed"): void {
    const now = this.now();
    Object.assign(subscription, { status: "canceled", canceled_at: now, ended_at: now });
    subscription.cancellation_details = { comment: null, feedback: null, reason };
    this.tell("customer.subscription.deleted", subscription);
  }

  invoice(subscription: Resource, status: "open" | "paid", amount = this.#amount(subscription)): Resource {
    const id = this.#id("in");
    const invoice = {
      ...this.#example("invoice"),
      id,
      number: `NX-${this.#last}`,
      customer: subscription.customer,
      created: this.now(),
      status: "open",
      amount_due: Math.max(amount, 0),
      amount_remaining: Math.max(amount, 0),
      amount_paid: 0,
      total: amount,
      attempt_count: 1,
      attempted: true,
      auto_advance: true,
      next_payment_attempt: this.now() + 3 * day,
      hosted_invoice_url: `https://invoice.stripe.com/i/${id}`,
      invoice_pdf: `https://pay.stripe.com/invoice/${id}/pdf`,
      parent: {
        type: "subscription_details",
        quote_details: null,
        subscription_details: { metadata: {}, subscription: subscription.id },
      },
    };
    this.invoices.set(id, invoice);
    this.tell("invoice.created", invoice);
    if (status === "paid") this.#paid(invoice);
    else this.tell("invoice.payment_failed", invoice);
    return invoice;
  }

  /** Keeps the next answer to such a request, which is made at once, until it is released. */
  hold(on: RegExp): { held: Promise<void>; release(): void } {
    const held = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#held = { on, answered: held.resolve, released: released.promise };
    return { held: held.promise, release: released.resolve };
  }

  now(): number {
    return Math.floor(Date.now() / 1000) + this.ahead;
  }

  /** An event as it is sent: its text, and what it is signed with. */
  signed(event: Resource, { secret = webhookSecret, timestamp = Math.floor(Date.now() / 1000) } = {}) {
    const payload = JSON.stringify(event);
    return {
      payload,
      signature: new Stripe("sk_test_x").webhooks.generateTestHeaderString({ payload, secret, timestamp }),
    };
  }

  tell(type: string, about: Resource): void {
    this.events.push({
      ...this.#example("event"),
      id: this.#id("evt"),
      type,
      created: this.now(),
      // As it was then, whatever became of it later.
      data: { object: structuredClone(about) },
    });
  }

  // ---- its API

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.base);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const method = request.method!;
    const form = parseForm(method === "GET" ? url.search.slice(1) : text);
    const key = (request.headers["idempotency-key"] as string | undefined) ?? null;
    this.asked.push({ method, path: url.pathname, key, form });
    const fault = this.#faultOf(`${method} ${url.pathname}`);
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.destroy();
    if (fault === "500") return send(response, 500, failure("api_error", "Something is wrong at Stripe."));
    if (fault === "429") return send(response, 429, failure("rate_limit_error", "Too many requests."));
    if (fault === "declined") return send(response, 402, failure("card_error", "Your card was declined."));
    const known = key === null ? undefined : this.#answers.get(key);
    const answer = known ?? this.#perform(method, url.pathname.split("/").slice(2), form);
    if (key !== null) this.#answers.set(key, answer);
    if (fault === "lost") return void request.socket.destroy();
    const body = JSON.stringify(answer.body);
    const held = this.#held;
    if (held?.on.test(`${method} ${url.pathname}`)) {
      this.#held = null;
      held.answered();
      await held.released;
    }
    send(response, answer.status, body);
  }

  #faultOf(request: string): Fault | null {
    const { fault } = this;
    if (!fault || fault.times === 0 || !fault.on.test(request)) return null;
    fault.times -= 1;
    return fault.kind;
  }

  #perform(method: string, [resource, id, act]: string[], form: Form): { status: number; body: unknown } {
    const route = [method, resource, id && "id", act].filter(Boolean).join(" ");
    const found = (all: Map<string, Resource>, then: (one: Resource) => unknown) => {
      const one = all.get(id!);
      return one ? { status: 200, body: then(one) } : missing(id!);
    };
    switch (route) {
      case "GET balance":
        return { status: 200, body: this.#example("balance") };
      case "GET prices id":
        return { status: 200, body: this.#price(id!) };
      case "POST customers":
        return { status: 200, body: this.#newCustomer(form) };
      case "GET customers id":
        return found(this.customers, (one) => one);
      case "GET checkout id":
        return { status: 200, body: list(this.sessions, form) };
      case "POST checkout id":
        return { status: 200, body: this.#newSession(form) };
      case "GET subscriptions":
        return { status: 200, body: list(this.subscriptions, form) };
      case "GET subscriptions id":
        return found(this.subscriptions, (one) => one);
      case "POST subscriptions id":
        return found(this.subscriptions, (one) => this.#update(one, form));
      case "DELETE subscriptions id":
        return found(this.subscriptions, (one) => (this.end(one, "cancellation_requested"), one));
      case "GET invoices":
        return { status: 200, body: list(this.invoices, form) };
      case "POST invoices id":
        return id === "create_preview"
          ? { status: 200, body: this.#preview(form) }
          : found(this.invoices, (one) => Object.assign(one, { auto_advance: form.auto_advance === "true" }));
      case "POST billing_portal id":
        return { status: 200, body: { ...this.#example("billing_portal.session"), url: this.#page("portal") } };
      default:
        // `checkout/sessions/cs_1/expire`.
        return route.startsWith("POST checkout") ? this.#expire(act!) : missing(route);
    }
  }

  #newCustomer(form: Form): Resource {
    const customer = { ...this.#example("customer"), id: this.#id("cus"), ...form, created: this.now() };
    this.customers.set(customer.id, customer);
    return customer;
  }

  #newSession(form: Form): Resource {
    const [line] = form.line_items as { price: string }[];
    const id = this.#id("cs");
    const session = {
      ...this.#example("checkout.session"),
      ...form,
      id,
      price: line!.price,
      status: "open",
      created: this.now(),
      url: this.#page(`pay/${id}`),
    };
    this.sessions.set(id, session);
    return session;
  }

  #expire(id: string): { status: number; body: unknown } {
    const session = this.sessions.get(id);
    if (!session) return missing(id);
    if (session.status !== "open")
      return {
        status: 400,
        body: { error: { type: "invalid_request_error", message: `The session is ${session.status}.` } },
      };
    return { status: 200, body: Object.assign(session, { status: "expired", url: null }) };
  }

  #update(subscription: Resource, form: Form): Resource {
    const [wanted] = (form.items ?? []) as { id: string; price: string }[];
    if (wanted) {
      const difference = this.#price(wanted.price).unit_amount - this.#amount(subscription);
      subscription.items.data = [this.#item(subscription.id, wanted.price)];
      this.invoice(subscription, "paid", Math.round(difference / 2));
    }
    if (form.cancel_at_period_end !== undefined)
      subscription.cancel_at_period_end = form.cancel_at_period_end === "true";
    if (form.cancel_at === "") subscription.cancel_at = null;
    this.tell("customer.subscription.updated", subscription);
    return subscription;
  }

  #preview(form: Form): Resource {
    const [wanted] = (form.subscription_details as { items: { price: string }[] }).items;
    const subscription = this.subscriptions.get(form.subscription as string)!;
    const total = Math.round((this.#price(wanted!.price).unit_amount - this.#amount(subscription)) / 2);
    return { ...this.#example("invoice"), id: "upcoming_in_1", total, amount_due: Math.max(total, 0) };
  }

  #paid(invoice: Resource): void {
    const paidAt = this.now();
    Object.assign(invoice, { status: "paid", amount_paid: invoice.amount_due, next_payment_attempt: null });
    invoice.status_transitions = { ...invoice.status_transitions, paid_at: paidAt };
    this.tell("invoice.paid", invoice);
    this.tell("invoice.payment_succeeded", invoice);
  }

  #item(subscription: string, price: string): Resource {
    const [example] = this.#example("subscription").items.data as Resource[];
    const item = { ...example, id: this.#id("si"), subscription, quantity: 1, price: this.#price(price) };
    return { ...item, ...this.#period(item.price) };
  }

  #period(price: Resource) {
    const length = price.recurring.interval === "year" ? 365 * day : 30 * day;
    return { current_period_start: this.now(), current_period_end: this.now() + length };
  }

  #price(id: string): Resource {
    const { unit_amount, interval } = Object.values(prices).find((price) => price.id === id)!;
    const example = this.#example("price");
    return { ...example, id, unit_amount, recurring: { ...example.recurring, interval, interval_count: 1 } };
  }

  #amount(subscription: Resource): number {
    return (subscription.items.data as Resource[]).reduce((sum, { price }) => sum + price.unit_amount, 0);
  }

  #example(name: string): Resource {
    return structuredClone(this.#examples[name]!);
  }

  #id(kind: string): string {
    return `${kind}_${++this.#last}`;
  }

  #page(path: string): string {
    return `https://checkout.stripe.com/${path}?${++this.#last}`;
  }
}

/** Newest first, as Stripe's lists are. */
function list(all: Map<string, Resource>, form: Form): Resource {
  const matching = [...all.values()].toReversed().filter((one) => {
    if (form.customer !== undefined && one.customer !== form.customer) return false;
    if (form.subscription !== undefined && one.parent?.subscription_details?.subscription !== form.subscription)
      return false;
    if (form.status === "all") return true;
    return form.status === undefined
      ? one.object !== "subscription" || one.status !== "canceled"
      : one.status === form.status;
  });
  const from = form.starting_after === undefined ? 0 : matching.findIndex(({ id }) => id === form.starting_after) + 1;
  const data = matching.slice(from, from + Number(form.limit ?? 10));
  return { object: "list", url: "", has_more: from + data.length < matching.length, data };
}

function failure(type: string, message: string): string {
  return JSON.stringify({ error: { type, message } });
}

function missing(id: string): { status: number; body: unknown } {
  const error = { type: "invalid_request_error", code: "resource_missing", message: `No such thing: ${id}` };
  return { status: 404, body: { error } };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json", "request-id": "req_1" }).end(body);
}
