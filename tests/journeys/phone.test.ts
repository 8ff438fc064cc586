import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

describe("on a phone", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("mia").post("/api/contacts", { firstName: "Grace", lastName: "Hopper", email: "grace@example.test" });
  });

  test("from the list to a contact, a note to its timeline, and nothing wider than the screen", async () => {
    const page = await browser.visit(app.origin, { as: "mia", ...phone });
    await page.goto("/");
    await page.getByRole("navigation", { name: "Quick" }).getByRole("link", { name: "Contacts" }).tap();
    const card = page.getByRole("listitem").getByRole("link", { name: /Grace Hopper/ });
    await card.waitFor();
    expect(await overflow(page)).toBe(0);
    await card.tap();
    await page.getByRole("heading", { level: 2, name: "Grace Hopper" }).waitFor();
    await page.getByRole("tab", { name: "Timeline" }).tap();
    await page.getByLabel("New note").fill("Prefers a call\nNot before ten.");
    await page.getByRole("button", { name: "Add note" }).tap();
    const entry = page.getByRole("listitem").filter({ hasText: "wrote a note" });
    await entry.waitFor();
    expect(await entry.innerText()).toMatch(/mia[\s\S]*Prefers a call[\s\S]*Not before ten\./i);
    expect(await page.getByLabel("New note").inputValue()).toBe("");
    expect(await overflow(page)).toBe(0);

    await page.reload();
    await page.getByRole("tab", { name: "Timeline" }).tap();
    await page.getByRole("link", { name: "Prefers a call" }).waitFor();
    await page.getByRole("button", { name: "Menu" }).tap();
    await page.getByRole("dialog", { name: "Menu" }).getByRole("link", { name: "Tasks" }).tap();
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
  });
});

/** How many pixels a page can be pushed sideways. */
function overflow(page: Page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
