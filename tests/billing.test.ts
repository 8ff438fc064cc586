import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";
import { needsShared } from "./needs.ts";
import { prices, StandIn, stripeEnvironment } from "./stripe/stand-in.ts";
import type { Resource } from "./stripe/stand-in.ts";

const path = "/api/organization/billing";
const webhook = "/api/billing/stripe-webhook";

describe("what is paid by Stripe", needsShared, () => {
  let stripe: StandIn;
  let app: TestApp;
  let told = 0;

  beforeAll(async () => {
    stripe = await new StandIn().start();
    app = await testApp({ environment: stripeEnvironment(stripe.base) });
  });
  afterAll(() => stripe.stop());
  beforeEach(() => void (stripe.fault = null));

  const send = (event: Resource) => {
    const { payload, signature } = stripe.signed(event);
    return app.nobody.post(webhook, payload, { "content-type": "application/json", "stripe-signature": signature });
  };
  /** Sends what happened since the last time, in an order of the test's. */
  const deliver = async (order: (events: Resource[]) => Resource[] = (events) => events) => {
    const fresh = order(stripe.events.slice(told));
    told = stripe.events.length;
    for (const event of fresh) expect((await send(event)).status).toBe(200);
  };
  const billing = async () => (await app.as("ada").get(path)).body;
  const plan = async () => (await app.as("ada").get("/api/organization/plan")).body.plan;
  const becomes = (wanted: string) => expect.poll(plan, { timeout: 15_000 }).toBe(wanted);
  const log = async (action: string) =>
    (await app.as("ada").get(`/api/organization/audit-logs?action=${action}&limit=100`)).body.logs as Resource[];
  const queued = async () =>
    (
      await asOwner(
        app,
        "select count(*)::integer as n from pgboss.job where name = 'follow-subscription' and state < 'completed'",
      )
    )[0]!.n;
  const quiet = () => expect.poll(queued, { timeout: 15_000 }).toBe(0);

  test("health says that Stripe is there", async () => {
    const standard = async () => (await app.nobody.get("/api/health")).body.checks.stripe;
    await expect.poll(async () => (await standard()).status).toBe("up");
  });

  test("before anybody pays, an owner sees what plans cost and may choose one", async () => {
    await expect.poll(async () => (await billing()).offers[0].amount).toBe(2900);
    expect(await billing()).toMatchObject({ configured: true, customer: false, subscription: null, payments: [] });
    expect((await billing()).offers).toContainEqual({
      plan: "ENTERPRISE",
      interval: "month",
      amount: 9900,
      currency: "usd",
    });
    for (const act of ["portal", "plan", "cancel", "resume"]) {
      const refused = await app.as("ada").post(`${path}/${act}`, act === "plan" ? { plan: "PRO" } : {});
      expect([act, refused.status]).toEqual([act, 409]);
    }
    const refused = await app.as("ada").post(`${path}/checkout`, { plan: "ENTERPRISE", interval: "year" });
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, "plan"]);
    expect((await app.as("alan").post(`${path}/checkout`, { plan: "PRO" })).status).toBe(403);
  });

  test("two owners who click at once get one page to pay on, and one customer", async () => {
    const clicks = await Promise.all(
      Array.from({ length: 6 }, () => app.as("ada").post(`${path}/checkout`, { plan: "PRO", interval: "month" })),
    );
    const urls = new Set(clicks.filter(({ status }) => status === 200).map(({ body }) => body.url));
    expect(urls.size).toBe(1);
    expect(clicks.filter(({ status }) => status !== 200).every(({ status }) => status === 409)).toBe(true);
    expect(stripe.customers.size).toBe(1);
    // Nobody is let in while Stripe still thinks about somebody else's wish.
    const first = stripe.hold(/GET .*checkout/);
    const slow = app.as("ada").post(`${path}/checkout`, { plan: "PRO" });
    await first.held;
    expect((await app.as("ada").post(`${path}/checkout`, { plan: "ENTERPRISE" })).status).toBe(409);
    first.release();
    expect((await slow).status).toBe(200);
    const other = await app.as("ada").post(`${path}/checkout`, { plan: "ENTERPRISE" });
    expect(other.status).toBe(200);
    expect([...stripe.sessions.values()].map(({ status }) => status)).toEqual(["expired", "open"]);
  });

  test("whoever has paid is on the plan, however the events come", async () => {
    const { url } = (await app.as("ada").post(`${path}/checkout`, { plan: "PRO", interval: "month" })).body;
    stripe.pay(url);
    await deliver((events) => events.toReversed());
    await becomes("PRO");
    await quiet();
    const state = await billing();
    expect(state.subscription).toMatchObject({
      status: "active",
      going: true,
      plan: "PRO",
      interval: "month",
      amount: 2900,
      endsAt: null,
    });
    expect(state.nextPayment).toMatchObject({ amount: 2900, currency: "usd" });
    expect(state.payments).toMatchObject([{ status: "paid", amount: 2900, pageUrl: expect.stringMatching(/^https:/) }]);
    expect(await log("PAYMENT")).toHaveLength(1);
    expect((await app.as("ada").post(`${path}/checkout`, { plan: "PRO" })).status).toBe(409);
  });

  test("events that are sent again do nothing, alone and all at once", async () => {
    const before = stripe.asked.length;
    for (const event of stripe.events) expect((await send(event)).status).toBe(200);
    const repeated = stripe.events.flatMap((event) => [event, event]);
    await Promise.all(repeated.map(async (event) => expect((await send(event)).status).toBe(200)));
    await quiet();
    expect(stripe.asked.length).toBe(before);
    expect(await log("PAYMENT")).toHaveLength(1);
  });

  test("what Stripe has not signed, or not just now, is refused", async () => {
    const event = { ...stripe.events[0]!, id: "evt_forged" };
    const now = Math.floor(Date.now() / 1000);
    const answer = async (payload: string, signature: string | null) => {
      const fields: Record<string, string> = { "content-type": "application/json" };
      if (signature !== null) fields["stripe-signature"] = signature;
      return (await app.nobody.post(webhook, payload, fields)).status;
    };
    const forged = stripe.signed(event, { secret: "whsec_of_somebody_else" });
    const old = stripe.signed(event, { timestamp: now - 301 });
    const good = stripe.signed(event);
    expect(await answer(forged.payload, forged.signature)).toBe(400);
    expect(await answer(old.payload, old.signature)).toBe(400);
    expect(await answer(good.payload.replace("usd", "eur"), good.signature)).toBe(400);
    expect(await answer(good.payload, null)).toBe(400);
    expect(await answer(good.payload, "t=1,v1=")).toBe(400);
    const huge = stripe.signed({ ...event, padding: "x".repeat(600 * 1024) });
    expect(await answer(huge.payload, huge.signature)).toBe(413);
    expect(await asOwner(app, "select 1 from stripe_event where id = 'evt_forged'")).toEqual([]);
  });

  test("events of other kinds, about others and of another shape are taken and ignored", async () => {
    const [example] = stripe.events;
    const others = [
      { ...example, id: "evt_a", type: "charge.succeeded" },
      { ...example, id: "evt_b", data: { object: { object: "subscription", customer: "cus_nobody" } } },
      { ...example, id: "evt_c", data: undefined },
      { ...example, id: "evt_d", data: { object: { object: "subscription", customer: 7 } } },
    ];
    for (const event of others) expect([event.id, (await send(event)).status]).toEqual([event.id, 200]);
    expect(await queued()).toBe(0);
  });

  test("the plan is changed for what it costs, which is told before", async () => {
    const preview = await app.as("ada").get(`${path}/preview?plan=ENTERPRISE&interval=month`);
    expect(preview.body).toEqual({ amountDue: 3500, currency: "usd" });
    const changed = await app.as("ada").post(`${path}/plan`, { plan: "ENTERPRISE", interval: "month" });
    expect(changed.body.subscription).toMatchObject({ plan: "ENTERPRISE", amount: 9900 });
    expect(await plan()).toBe("ENTERPRISE");
    const events = await log("SUBSCRIPTION_CHANGE");
    expect(events.map(({ user, actor }) => user?.name ?? actor.name)).toEqual(
      expect.arrayContaining(["Ada", "Stripe"]),
    );
    await deliver();
    await quiet();
    expect(await log("SUBSCRIPTION_CHANGE")).toHaveLength(events.length);
  });

  test("a card that is declined changes nothing, and the owner is told so", async () => {
    stripe.fault = { kind: "declined", on: /^POST .*subscriptions/, times: 1 };
    const refused = await app.as("ada").post(`${path}/plan`, { plan: "PRO", interval: "year" });
    expect(refused.body).toMatchObject({
      status: 402,
      type: "/problems/payment-failed",
      detail: "Your card was declined.",
    });
    await quiet();
    expect(await plan()).toBe("ENTERPRISE");
    const again = await app.as("ada").post(`${path}/plan`, { plan: "PRO", interval: "year" });
    expect(again.body.subscription).toMatchObject({ plan: "PRO", interval: "year" });
  });

  test("Stripe's answer is lost: the owner is told to try again, and what happened is found out", async () => {
    stripe.fault = { kind: "lost", on: /^POST .*subscriptions/, times: 2 };
    const unclear = await app.as("ada").post(`${path}/plan`, { plan: "ENTERPRISE" });
    expect([unclear.status, unclear.body.type]).toEqual([503, "/problems/unavailable"]);
    expect(unclear.headers.get("retry-after")).toBe("30");
    const tries = stripe.asked.filter(({ method, form }) => method === "POST" && form.items).slice(-2);
    expect(tries[0]!.key).toBe(tries[1]!.key);
    await becomes("ENTERPRISE");
  });

  test.each(["500", "429", "reset"] as const)(
    "Stripe fails (%s): a clear answer, and nothing is changed",
    async (kind) => {
      stripe.fault = { kind, on: /./, times: 100 };
      for (const act of ["plan", "portal", "cancel"]) {
        const failed = await app.as("ada").post(`${path}/${act}`, act === "plan" ? { plan: "PRO" } : {});
        expect([act, failed.status, failed.body.type]).toEqual([act, 503, "/problems/unavailable"]);
      }
      stripe.fault = null;
      expect(await billing()).toMatchObject({ subscription: { plan: "ENTERPRISE", endsAt: null } });
      expect((await app.as("ada").post(`${path}/portal`)).body.url).toMatch(/^https:/);
    },
  );

  test("it ends with its period, unless somebody takes that back", async () => {
    const ending = await app.as("ada").post(`${path}/cancel`);
    expect(ending.body.subscription.endsAt).toBe(ending.body.subscription.currentPeriodEnd);
    expect(ending.body.nextPayment).toBeNull();
    expect((await app.as("ada").post(`${path}/cancel`)).status).toBe(200);
    expect((await app.as("ada").post(`${path}/resume`)).body.subscription.endsAt).toBeNull();
    expect(await plan()).toBe("ENTERPRISE");
  });

  test("an old answer of Stripe's that comes late does not undo a newer one", async () => {
    const [subscription] = [...stripe.subscriptions.values()];
    // One job alone: a second one would mend what the first has spoiled.
    await deliver();
    await quiet();
    const released = stripe.hold(/GET .*subscriptions$/);
    stripe.tell("customer.subscription.updated", subscription!);
    await deliver();
    await released.held;
    expect((await app.as("ada").post(`${path}/cancel`)).body.subscription.endsAt).not.toBeNull();
    released.release();
    await quiet();
    expect((await billing()).subscription.endsAt).not.toBeNull();
    await app.as("ada").post(`${path}/resume`);
  });

  test("what an operator decides stays until the subscription changes", async () => {
    const body = { plan: "PRO", reason: "A mistake of ours" };
    await app.as("olga").patch(`/api/admin/organizations/${app.organizationId}`, body);
    const [subscription] = [...stripe.subscriptions.values()];
    stripe.renew(subscription!, "paid");
    await deliver();
    await quiet();
    expect(await plan()).toBe("PRO");
    expect(await log("PAYMENT")).not.toHaveLength(0);
  });

  test("when it has ended the organization is on FREE, keeps what it has, and may begin again", async () => {
    const [subscription] = [...stripe.subscriptions.values()];
    stripe.end(subscription!, "cancellation_requested");
    await deliver();
    await becomes("FREE");
    expect(await billing()).toMatchObject({ subscription: { status: "canceled", going: false }, nextPayment: null });
    const { url } = (await app.as("ada").post(`${path}/checkout`, { plan: "PRO" })).body;
    stripe.pay(url);
    await deliver();
    await becomes("PRO");
  });

  test("what happens while the organization is suspended changes the plan when that is over", async () => {
    const act = (verb: string) =>
      app.as("olga").post(`/api/admin/organizations/${app.organizationId}/${verb}`, { reason: "Asked" });
    expect((await act("suspend")).status).toBe(204);
    stripe.end([...stripe.subscriptions.values()].at(-1)!, "cancellation_requested");
    await deliver();
    await quiet();
    expect((await act("resume")).status).toBe(204);
    await becomes("FREE");
    stripe.pay((await app.as("ada").post(`${path}/checkout`, { plan: "PRO" })).body.url);
    await deliver();
    await becomes("PRO");
  });

  test("while it is suspended an owner sees what is paid and ends it, and nobody does anything else", async () => {
    const { key } = (await app.as("ada").post("/api/organization/api-keys", { name: "K", role: "owner" })).body;
    const act = (verb: string) =>
      app.as("olga").post(`/api/admin/organizations/${app.organizationId}/${verb}`, { reason: "Asked" });
    expect((await act("suspend")).status).toBe(204);
    expect(await billing()).toMatchObject({ subscription: { going: true, endsAt: null } });
    expect((await app.as("ada").post(`${path}/portal`)).body.url).toMatch(/^https:/);
    for (const others of [app.as("alan"), app.as("mia"), app.withKey(key)])
      for (const refused of [await others.get(path), await others.post(`${path}/cancel`)])
        expect([refused.status, refused.body.type]).toEqual([403, "/problems/organization-suspended"]);
    expect((await billing()).subscription.endsAt).toBeNull();
    const ended = await app.as("ada").post(`${path}/cancel`);
    expect([ended.status, ended.body.subscription.endsAt]).toEqual([200, expect.any(String)]);
    for (const refused of [
      await app.as("ada").post(`${path}/resume`),
      await app.as("ada").post(`${path}/plan`, { plan: "ENTERPRISE" }),
      await app.as("ada").post(`${path}/checkout`, { plan: "PRO" }),
    ])
      expect([refused.status, refused.body.type]).toEqual([403, "/problems/organization-suspended"]);
    const mail = "select data->>'text' as text from pgboss.job where data->>'subject' = 'Acme is suspended'";
    const told = (await asOwner(app, `${mail} order by created_on desc limit 1`))[0]!;
    expect(told.text).toContain("/suspended");

    expect((await act("resume")).status).toBe(204);
    expect((await app.as("ada").post(`${path}/resume`)).body.subscription.endsAt).toBeNull();
    expect(await plan()).toBe("PRO");
  });

  test("a price that is no longer offered goes on, and one that is none of ours changes no plan", async () => {
    const subscription = [...stripe.subscriptions.values()].at(-1)!;
    const price = (id: string, unit_amount: number) =>
      Object.assign(subscription.items.data[0].price, { id, unit_amount });
    price(prices.old.id, prices.old.unit_amount);
    stripe.tell("customer.subscription.updated", subscription);
    await deliver();
    await expect.poll(async () => (await billing()).subscription.amount).toBe(1900);
    expect((await billing()).subscription.plan).toBe("PRO");
    price(prices.foreign.id, prices.foreign.unit_amount);
    stripe.tell("customer.subscription.updated", subscription);
    await deliver();
    await expect.poll(async () => (await billing()).subscription.plan).toBeNull();
    expect(await plan()).toBe("PRO");
  });
});
