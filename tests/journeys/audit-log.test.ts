import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the audit log", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    const [ada, mia] = [app.as("ada"), app.as("mia")];
    const parent = (await ada.post("/api/accounts", { name: "Umbrella Holding" })).body.id;
    const path = `/api/accounts/${(await mia.post("/api/accounts", { name: "Umbrella", description: "Makes red umbrellas for rainy days in town, and nothing else." })).body.id}`;
    await mia.patch(path, { description: "Makes blue umbrellas for rainy days in town, and nothing else." });
    await mia.patch(path, { parentAccountId: parent, tags: ["rain"] });
  });

  test("filters stand in the address, and an event opens to what changed", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log");
    await page.getByRole("button", { name: "Who" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Mia", exact: false }).click();
    await page.getByRole("button", { name: "Action" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Changed", exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toContain("action=UPDATE");
    expect(new URL(page.url()).search).toContain(`userId=${app.userId("mia")}`);
    await page.reload();

    const events = page.locator("summary[data-event]");
    await expect.poll(() => events.count()).toBe(2);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const latest = page.getByRole("listitem").filter({ has: events.first() }).first();
    await expect.poll(() => latest.locator("ins").allTextContents()).toEqual(["added rain", "added Umbrella Holding"]);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const earlier = page.getByRole("listitem").filter({ has: page.getByText("Description", { exact: true }) });
    await expect.poll(() => earlier.locator("del").innerText()).toMatch(/red$/);
    expect(await earlier.locator("ins").innerText()).toMatch(/blue$/);
    expect(await earlier.innerText()).toContain("127.0.0.1");

    await earlier.getByRole("link", { name: "All events of this account" }).click();
    await expect.poll(() => events.count()).toBe(3);
    await page.goBack();
    await expect.poll(() => events.count()).toBe(2);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
  });

  test("nothing is cut off on a phone", async () => {
    const page = await browser.visit(app.origin, { as: "alan", viewport: { width: 390, height: 844 } });
    await page.goto("/audit-log?resource=account");
    await page.locator("summary[data-event]").first().waitFor();
    await page.getByRole("button", { name: "When" }).click();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.getByRole("button", { name: "Remove the filter by when" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test("what is shown is exported behind the page, taken away, and given to somebody by a link that ends", async () => {
    const page = await browser.visit(app.origin, { as: "alan", refused: /audit-exports/ });
    await page.goto("/audit-log?action=UPDATE");
    await page.getByRole("button", { name: "Export the log" }).click();
    const sheet = page.getByRole("dialog", { name: "Export the log" });
    await sheet.getByText("Changed · without reads").waitFor();
    await sheet.getByRole("radio", { name: /^JSON Lines/ }).check();
    await sheet.getByRole("button", { name: "Export", exact: true }).click();
    const line = sheet.getByRole("listitem").first();
    await line.getByText("Ready").waitFor();
    expect(await line.innerText()).toContain("2 events");
    const downloading = page.waitForEvent("download");
    await line.getByRole("link", { name: "Download" }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^audit-log-.*\.jsonl$/);

    await line.getByRole("button", { name: /^Make a link/ }).click();
    const url = await line.getByLabel("Link, shown this once").inputValue();
    expect(url).toContain("/audit-export#");
    const stranger = await browser.visit(app.origin);
    await stranger.goto(url);
    await stranger.getByText("Acme").first().waitFor();
    await line.getByRole("button", { name: "End the link" }).click();
    await expect.poll(() => line.getByRole("button", { name: "End the link" }).count()).toBe(0);
    const later = await browser.visit(app.origin, { refused: /audit-exports/ });
    await later.goto(url);
    await later.getByText("This link has ended").waitFor();

    await line.getByRole("button", { name: "Remove the export" }).click();
    await sheet.getByText("None yet.", { exact: false }).waitFor();
  });

  test("an auditor sees the log, and no record", async () => {
    await app.joinAuditor();
    const page = await browser.visit(app.origin, { as: "aude" });
    await page.goto("/audit-log");
    await page.locator("summary[data-event]").first().waitFor();
    await page.getByRole("button", { name: "Verify the log" }).waitFor();
    expect(await page.getByRole("link", { name: "Accounts" }).count()).toBe(0);
  });

  test("a search is kept under a name, shared, and found by somebody else", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log");
    await page.getByRole("button", { name: "When" }).click();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.getByRole("button", { name: "Action" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Changed", exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?period=7d&action=UPDATE");
    const menu = page.getByRole("button", { name: /^Saved searches: / });
    await menu.click();
    await page.getByRole("menuitem", { name: "Save this search…" }).click();
    await page.getByLabel("Name").fill("Last week’s changes");
    await page.getByRole("checkbox", { name: "Share with everyone" }).check();
    await page.getByRole("button", { name: "Save search" }).click();
    await expect.poll(() => menu.innerText()).toContain("Last week’s changes");

    const other = await browser.visit(app.origin, { as: "alan" });
    await other.goto("/audit-log");
    await other.getByRole("button", { name: /^Saved searches: / }).click();
    await other.getByRole("menuitem", { name: "Last week’s changes" }).click();
    await expect.poll(() => new URL(other.url()).search).toContain("action=UPDATE");
    await expect.poll(() => other.locator("summary[data-event]").count()).toBe(2);

    await menu.click();
    await page.getByRole("menuitem", { name: "Delete search" }).click();
    await page.getByText("Search “Last week’s changes” deleted").waitFor();
    await expect.poll(() => menu.innerText()).toContain("Saved searches");
  });

  test("members find no way to it, and are told why at its address", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/");
    await page.getByRole("link", { name: "Settings" }).waitFor();
    expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
    await page.goto("/audit-log");
    await page.getByRole("heading", { name: "You may not see this" }).waitFor();
  });
});
