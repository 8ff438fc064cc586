import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { subscriptionFigures } from "../src/billing/figures.ts";
import type { JobKind, Jobs } from "../src/ports/jobs.ts";
import { testApp } from "./app.ts";
import type { Person, TestApp } from "./app.ts";
import { asOwner, made } from "./event-cases/fixtures.ts";
import { movedClock } from "./moved-clock.ts";
import { needsShared } from "./needs.ts";
import { prices, StandIn, stripeEnvironment } from "./stripe/stand-in.ts";
import type { Resource } from "./stripe/stand-in.ts";

const path = "/api/organization/billing";

describe("what is paid, as time goes by", { ...needsShared, timeout: 90_000 }, () => {
  const clock = movedClock();
  let stripe: StandIn;
  let app: TestApp;
  let jobs: Jobs;
  let told = 0;
  let subscription: Resource;

  beforeAll(async () => {
    stripe = await new StandIn().start();
    app = await testApp({ environment: stripeEnvironment(stripe.base), clock });
    jobs = await pgBossJobs({ connection: app.database.serve, failed: (error) => console.error(error) });
  }, 60_000);
  afterAll(async () => {
    await jobs.stop(1_000);
    await stripe.stop();
  });

  const pay = async () => {
    const { url } = await made(app.as("ada").post(`${path}/checkout`, { plan: "PRO" }));
    const paid = stripe.pay(url);
    await deliver();
    await becomes("PRO");
    return paid;
  };
  const deliver = async () => {
    for (const event of stripe.events.slice(told)) {
      const { payload, signature } = stripe.signed(event);
      const fields = { "content-type": "application/json", "stripe-signature": signature };
      await made(app.nobody.post("/api/billing/stripe-webhook", payload, fields));
    }
    told = stripe.events.length;
    await done("follow-subscription");
  };
  const done = (kind: JobKind) =>
    expect
      .poll(
        () =>
          asOwner(app, "select 1 from pgboss.job where name = $1 and state in ('created', 'active', 'retry')", [kind]),
        { timeout: 30_000 },
      )
      .toEqual([]);
  const run = async (kind: "tend-payments" | "reconcile-billing") => {
    await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => jobs.enqueue(sql, kind, {}));
    await done(kind);
  };
  const billing = async () => (await app.as("ada").get(path)).body;
  const plan = async () => (await app.as("ada").get("/api/organization/plan")).body.plan;
  const becomes = (wanted: string) => expect.poll(plan, { timeout: 15_000 }).toBe(wanted);
  const differences = async () => (await app.as("olga").get("/api/admin/billing-differences")).body.data as Resource[];
  /** Subjects of mails about payments, and whom they went to. */
  const mails = () =>
    readdirSync(join(app.dataFolder, "outbox"))
      .map((file) => readFileSync(join(app.dataFolder, "outbox", file), "utf8").replaceAll(/\r?\n[ \t]+/g, " "))
      .flatMap((mail) => {
        const subject = /^Subject: (.*(payment|Free).*)$/m.exec(mail)?.[1];
        return subject ? [`${/^To: .*?([a-z]+)@/m.exec(mail)![1]}: ${subject}`] : [];
      })
      .toSorted();
  const mailed = (...wanted: string[]) => expect.poll(mails, { timeout: 15_000 }).toEqual(wanted.toSorted());

  const failed = "ada: The payment for Acme failed";
  const still = "ada: The payment for Acme still fails";
  const over = "ada: Acme is on the plan Free now";

  test("a payment that fails changes nothing for 14 days, and owners hear of it at once and halfway", async () => {
    subscription = await pay();
    await made(app.as("mia").post("/api/contacts", { lastName: "Hopper" }));
    const invoice = stripe.renew(subscription, "failed");
    await deliver();
    await mailed(failed);
    expect((await billing()).failing).toMatchObject({ over: false });
    clock.moveDays(6);
    stripe.retry(invoice);
    await deliver();
    await run("tend-payments");
    expect(mails()).toEqual([failed]);
    clock.moveDays(1.01);
    await run("tend-payments");
    await run("tend-payments");
    await mailed(failed, still);
    expect(await plan()).toBe("PRO");
    const { logs } = (await app.as("ada").get("/api/organization/audit-logs?action=PAYMENT&outcome=failure")).body;
    expect(logs).toHaveLength(2);
  });

  test("then the organization is on FREE, with all that it has, and as soon as it is paid the plan is back", async () => {
    clock.moveDays(7);
    await run("tend-payments");
    await becomes("FREE");
    await mailed(failed, still, over);
    expect((await billing()).failing).toMatchObject({ over: true });
    expect((await app.as("mia").get("/api/contacts")).body.data).toHaveLength(1);
    stripe.settle([...stripe.invoices.values()].at(-1)!);
    await deliver();
    await becomes("PRO");
    expect((await billing()).failing).toBeNull();
    await run("tend-payments");
    expect(mails()).toHaveLength(3);
  });

  test("a subscription that Stripe ends because nobody paid has its grace, too", async () => {
    stripe.renew(subscription, "failed");
    stripe.end(subscription, "payment_failed");
    await deliver();
    expect(await plan()).toBe("PRO");
    clock.moveDays(14.01);
    await run("tend-payments");
    await becomes("FREE");
    subscription = await pay();
  });

  test("the night finds what events did not tell, mends what is certain and reports the rest", async () => {
    await run("reconcile-billing");
    expect(await differences()).toEqual([]);
    stripe.renew(subscription, "failed");
    told = stripe.events.length;
    await run("reconcile-billing");
    expect(await differences()).toMatchObject([
      { kind: "out of date", mended: true, ours: { status: "active" }, theirs: { status: "past_due" } },
    ]);
    expect((await billing()).subscription.status).toBe("past_due");
    stripe.settle([...stripe.invoices.values()].at(-1)!);
    await deliver();

    const stranger = stripe.subscribe("cus_of_nobody", prices.proMonth.id);
    const second = stripe.subscribe(subscription.customer, prices.proMonth.id);
    const body = { plan: "ENTERPRISE", reason: "A gift" };
    await made(app.as("olga").patch(`/api/admin/organizations/${app.organizationId}`, body));
    await run("reconcile-billing");
    const open = (await differences()).filter(({ mended }) => !mended);
    expect(new Set(open.map(({ kind }) => kind))).toEqual(new Set(["another plan", "nobody's", "two subscriptions"]));
    stripe.end(second, "cancellation_requested");
    stripe.end(stranger, "cancellation_requested");
    await made(app.as("olga").patch(`/api/admin/organizations/${app.organizationId}`, { ...body, plan: "PRO" }));
    await run("reconcile-billing");
    expect((await differences()).every(({ mended }) => mended)).toBe(true);
    expect((await app.as("ada").get("/api/admin/billing-differences")).status).toBe(403);
  });

  const look = async () => (await made(app.as("olga").get("/api/admin/billing-differences"))) as Resource;
  const compare = (as: Person) => app.as(as).post("/api/admin/billing-differences/compare");

  test("an operator compares by day, one at a time, and is told how the last comparison went", async () => {
    expect(await look()).toMatchObject({ configured: true, comparison: { pending: null, ended: { error: null } } });
    const second = stripe.subscribe(subscription.customer, prices.proMonth.id);
    told = stripe.events.length;
    const slow = stripe.hold(/GET .*subscriptions/);
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => compare("olga")))).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([204, 409, 409, 409]);
    await slow.held;
    expect((await look()).comparison.pending).toMatchObject({ state: "running", error: null });
    slow.release();
    await done("reconcile-billing");
    expect((await look()).data).toContainEqual(
      expect.objectContaining({
        kind: "two subscriptions",
        organizationName: "Acme",
        theirs: expect.objectContaining({ subscriptions: [subscription.id, second.id] }),
      }),
    );
    stripe.end(second, "cancellation_requested");
    await deliver();

    expect((await compare("ada")).status).toBe(403);
    const key = { name: "K", expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
    const program = app.withKey((await made(app.as("olga").post("/api/admin/keys", key))).key);
    expect((await program.get("/api/admin/billing-differences")).status).toBe(200);
    expect((await program.post("/api/admin/billing-differences/compare")).status).toBe(403);
  });

  test("a comparison that Stripe does not answer is told of, and is tried again", async () => {
    stripe.fault = { kind: "500", on: /subscriptions/, times: 100 };
    await made(compare("olga"));
    const pending = async () => (await look()).comparison.pending;
    await expect.poll(pending, { timeout: 30_000 }).toMatchObject({ state: "retrying", error: expect.any(String) });
    stripe.fault = null;
    expect((await compare("olga")).status).toBe(409);
    const giveUp = "update pgboss.job set state = 'failed', completed_on = now() where name = $1 and state = 'retry'";
    await asOwner(app, giveUp, ["reconcile-billing"]);
    expect((await look()).comparison).toMatchObject({ pending: null, ended: { error: expect.any(String) } });
    await made(compare("olga"));
    await done("reconcile-billing");
    expect((await look()).comparison).toMatchObject({ pending: null, ended: { error: null } });
  });

  test("operators' figures have what is paid by the month, in each currency", async () => {
    const figures = await app.db.transaction({ role: "nextcrm_operator", readOnly: true }, subscriptionFigures);
    expect(figures).toEqual({ byStatus: { active: 1 }, monthlyRevenue: [{ currency: "usd", amount: 2900 }] });
  });

  const schedule = () => made(app.as("ada").post("/api/organization/delete", { confirmationText: "Acme" }));
  const keep = () => made(app.as("ada").delete("/api/organization/delete"));
  const settled = () => done("settle-subscription");

  test("a deletion ends the subscription, however often Stripe fails, and cancelling it takes that back", async () => {
    subscription = [...stripe.subscriptions.values()].findLast(({ status }) => status === "active")!;
    stripe.fault = { kind: "500", on: /^POST/, times: 2 };
    await schedule();
    await settled();
    expect(subscription.cancel_at_period_end).toBe(true);
    await keep();
    await settled();
    expect(subscription.cancel_at_period_end).toBe(false);
    expect(await plan()).toBe("PRO");
  });

  test("what an owner had ended stays ended", async () => {
    await made(app.as("ada").post(`${path}/cancel`));
    await schedule();
    await settled();
    await keep();
    await settled();
    expect(subscription.cancel_at_period_end).toBe(true);
    await made(app.as("ada").post(`${path}/resume`));
  });

  test("what ends while the organization waits for its deletion is written down when that is cancelled", async () => {
    await schedule();
    await settled();
    stripe.end(subscription, "cancellation_requested");
    await deliver();
    expect(await plan()).toBe("PRO");
    await keep();
    await settled();
    await becomes("FREE");
    subscription = await pay();
  });

  test("the purge ends the subscription first, and waits until Stripe has said so", async () => {
    await schedule();
    await settled();
    clock.moveDays(31);
    stripe.fault = { kind: "500", on: /^DELETE/, times: 2 };
    await app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
      jobs.enqueue(sql, "purge-organization", { organizationId: app.organizationId }),
    );
    const certificate = () =>
      asOwner(
        app,
        "select certificate from erasure_certificate where organization_id = $1 and finished_at is not null",
        [app.organizationId],
      );
    await expect.poll(certificate, { timeout: 60_000 }).toHaveLength(1);
    expect(subscription.status).toBe("canceled");
    const left =
      "select 1 from subscription union all select 1 from subscription_invoice union all select 1 from billing_difference";
    expect(await asOwner(app, left)).toEqual([]);
  });
});
