import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { made } from "../event-cases/fixtures.ts";
import { needsShared } from "../needs.ts";
import { prices, StandIn, stripeEnvironment } from "../stripe/stand-in.ts";
import type { Resource } from "../stripe/stand-in.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const path = "/api/organization/billing";

describe("what is paid", { ...journey, ...needsShared, timeout: 120_000 }, () => {
  const browser = journeyBrowser();
  let stripe: StandIn;
  let app: ServedApp;
  let subscription: Resource;

  beforeAll(async () => {
    stripe = await new StandIn().start();
    app = await servedApp(stripeEnvironment(stripe.base));
    await app.as("olga").post("/api/organizations", { name: "Operations" });
    subscription = stripe.pay((await made(app.as("ada").post(`${path}/checkout`, { plan: "PRO" }))).url);
  });
  afterAll(() => stripe.stop());

  test("compares by a button, and shows what was mended and what is to be decided", async () => {
    const second = stripe.subscribe("cus_of_nobody", prices.foreign.id);
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/billing");
    await page.getByText("None has finished within a week").waitFor();
    await page.getByRole("button", { name: "Compare now" }).click();
    await page.getByText("The last comparison went through").waitFor();

    const lineUnder = (title: string, words: string) =>
      page
        .locator("section", { has: page.getByRole("heading", { name: title }) })
        .getByRole("listitem")
        .filter({ hasText: words });
    const mended = lineUnder("Mended", "Our record was out of date");
    await mended.getByRole("row", { name: "Status – active" }).waitFor();
    const nobodys = lineUnder("To decide", "A subscription that belongs to nobody here");
    await nobodys.getByText(`cus_of_nobody · ${second.id}`).waitFor();
    await nobodys.getByRole("row", { name: "Price – $1 a month" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await mended.getByRole("link", { name: "Acme" }).click();
    await page.getByRole("button", { name: "Acts on Acme" }).waitFor();
    expect(await page.getByRole("button", { name: /^Acts on/ }).count()).toBe(1);

    stripe.end(second, "cancellation_requested");
    const small = await browser.visit(app.origin, { as: "olga", ...phone });
    await small.goto("/operator/billing");
    await small.getByText("belongs to nobody here").waitFor();
    expect(await faultsOf(small)).toEqual([]);
    expect(await small.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
    await small.getByRole("button", { name: "Compare now" }).tap();
    await small.getByText("Nothing is left to decide").waitFor();
  });

  test("on a phone plans stand under each other, and nothing has to be scrolled sideways", async () => {
    const page = await browser.visit(app.origin, { as: "ada", ...phone });
    await page.goto("/settings/plan");
    const card = (plan: string) =>
      page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: plan }) });
    await card("Enterprise").getByText("$99 a month").waitFor();
    await card("Enterprise").getByRole("button", { name: "Choose Enterprise" }).waitFor();
    await card("Pro").getByText("yours").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const scrolled = await page.evaluate(
      () =>
        [...document.querySelectorAll("main *")].filter(
          (one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto",
        ).length,
    );
    expect(scrolled).toBe(0);
  });

  test("an owner of a suspended organization ends what it pays, and others are offered nothing of it", async () => {
    const because = { reason: "Asked by phone" };
    await made(app.as("olga").post(`/api/admin/organizations/${app.organizationId}/suspend`, because));
    const page = await browser.visit(app.origin, { as: "ada", ...phone });
    await page.goto("/");
    const paid = page.getByRole("region", { name: "The subscription goes on" });
    await paid.getByText("Pro, $29 a month. Next payment of $29 on").waitFor();
    await paid.getByRole("button", { name: "Cards and invoices" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await paid.getByRole("button", { name: "Cancel the subscription…" }).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the subscription" }).tap();
    const ending = page.getByRole("region", { name: "The subscription ends" });
    await ending.getByText("nothing more is charged").waitFor();
    expect(await ending.getByRole("button", { name: /Cancel/ }).count()).toBe(0);
    expect(subscription.cancel_at_period_end).toBe(true);

    const admin = await browser.visit(app.origin, { as: "alan" });
    await admin.goto("/");
    await admin.getByRole("heading", { name: "Acme is suspended" }).waitFor();
    expect(await admin.getByRole("button", { name: "Cards and invoices" }).count()).toBe(0);
  });
});
