import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What web/operator/pages.ts declares. */
const pages = [
  ...readFileSync(new URL("../../web/operator/pages.ts", import.meta.url), "utf8").matchAll(
    /path: "([^"]*)",\s*title: "([^"]+)"/g,
  ),
].map(([, path, title]) => ({ address: `/operator${path}`, title: title! }));

describe("the operator's area", { ...journey, timeout: 240_000 }, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("olga").post("/api/organizations", { name: "Operations" });
  });

  test.each([
    ["at a desk", {}],
    ["on a phone", phone],
  ])("nothing serious on any of its pages: %s", async (_, device) => {
    const page = await browser.visit(app.origin, { as: "olga", ...device });
    expect(pages.length).toBeGreaterThan(1);
    for (const one of pages) {
      await page.goto(one.address);
      await page.getByRole("heading", { level: 1, name: one.title }).waitFor();
      await page.getByRole("main").getByRole("heading", { level: 2 }).first().waitFor();
      expect(await faultsOf(page), one.title).toEqual([]);
      expect(await isTooWide(page), `${one.title} is wider than the window`).toBe(false);
    }
  });

  test("is in the sidebar, on a phone in the menu, and in the palette", async () => {
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Browser reports" }).click();
    await page.waitForURL("**/operator/reports");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("operator overview");
    await page.getByRole("option", { name: "Operator: Overview" }).click();
    await page.waitForURL("**/operator");

    const small = await browser.visit(app.origin, { as: "olga", ...phone });
    await small.goto("/");
    await small.getByRole("button", { name: "Menu" }).tap();
    await small.getByRole("dialog", { name: "Menu" }).getByRole("link", { name: "Browser reports" }).tap();
    await small.waitForURL("**/operator/reports");
  });

  test("makes a key, shows it once, and revokes it", async () => {
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/keys");
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("Monitoring");
    await page.getByRole("button", { name: "Create key" }).click();
    const key = await page.getByRole("textbox", { name: "Operator key" }).inputValue();
    expect((await app.withKey(key).get("/api/admin/keys")).status).toBe(200);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("button", { name: "Revoke Monitoring" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No keys yet").waitFor();
    expect((await app.withKey(key).get("/api/admin/keys")).status).toBe(401);
  });

  test("suspends an organization, whose people read why, and resumes it", async () => {
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/organizations");
    await page.getByRole("searchbox").fill("Globex");
    await page.getByRole("button", { name: "Search" }).last().click();
    await act(page, "Suspend…", "Suspend");
    await page.getByText("Suspended: Asked by phone").waitFor();

    const theirs = await browser.visit(app.origin, { as: "mallory", refused: /api/ });
    await theirs.goto("/accounts");
    await theirs.getByRole("heading", { name: "Globex is suspended" }).waitFor();
    await theirs.getByText("Asked by phone").waitFor();
    expect(await faultsOf(theirs)).toEqual([]);

    await act(page, "Resume…", "Resume");
    await page.getByText("Suspended: Asked by phone").waitFor({ state: "detached" });
    await theirs.getByRole("button", { name: "Try again" }).click();
    await theirs.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  });

  test("visits an organization to help, under a banner, and leaves", async () => {
    await app.as("mallory").post("/api/accounts", { name: "Theirs alone" });
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/organizations");
    await act(page, "Visit to help…", "Enter", "Globex");
    const banner = page.getByRole("region", { name: "Visit" });
    await banner.getByText(/visiting Globex as viewer until .*: Asked by phone/).waitFor();
    await page.goto("/accounts");
    await page.getByRole("main").getByRole("link", { name: "Theirs alone" }).first().waitFor();
    expect(await page.getByRole("button", { name: "New account" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Operator" }).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await banner.getByRole("button", { name: "Leave" }).click();
    await page.waitForURL("**/operator/organizations");
    await page.getByRole("button", { name: "Acts on Globex" }).waitFor();

    const theirs = await browser.visit(app.origin, { as: "mallory" });
    await theirs.goto("/audit-log");
    await theirs.getByText("Olga (operator)").first().waitFor();
    await theirs.goto("/settings/organization");
    await theirs.getByRole("button", { name: "Refuse…" }).click();
    await theirs.getByRole("dialog").getByRole("button", { name: "Refuse" }).click();
    await theirs.getByText("Refused", { exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Acts on Globex" }).click();
    await page.getByRole("menuitem", { name: "Visit (refused by it)…" }).waitFor();
  });

  test("makes an operator, who is none again, and has the installation examined", async () => {
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/users");
    const actOn = (item: string, button: string) => act(page, item, button, "Victor");
    await actOn("Make an operator…", "Make an operator");
    await page.getByRole("listitem").filter({ hasText: "victor@" }).getByText("Operator", { exact: true }).waitFor();
    expect((await app.as("victor").get("/api/admin/keys")).status).toBe(200);
    await actOn("Remove as operator…", "Take it away");
    await expect.poll(async () => (await app.as("victor").get("/api/admin/keys")).status).toBe(403);

    await page.goto("/operator/settings");
    await page.getByRole("button", { name: "Examine" }).click();
    await page.getByText("Signing secret").waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test("is nothing for others, and has no page beside its own", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Contacts" }).waitFor();
    expect(await page.getByRole("button", { name: "Operator" }).count()).toBe(0);
    for (const one of pages) {
      await page.goto(one.address);
      await page.getByText("You may not see this").waitFor();
    }
    await page.goto("/operator/nowhere");
    await page.getByText("There is no such page").waitFor();
  });
});

/** Opens an act on an organization, gives the reason, and does it. */
async function act(page: Page, item: string, button: string, name = "Globex") {
  await page.getByRole("button", { name: `Acts on ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Asked by phone");
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
