import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const dayMs = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

describe("views of a list", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    const mia = app.as("mia");
    for (const [name, status] of [
      ["Umbrella", "active"],
      ["Initech", "active"],
      ["Hooli", "inactive"],
    ])
      await mia.post("/api/accounts", { name, status });
    for (const [title, days] of [
      ["Call today", 0],
      ["Write soon", 3],
      ["Plan the fair", 400],
    ] as const)
      await mia.post("/api/tasks", { title, dueDate: dayFromNow(days) });
  });

  test("are kept, shared, opened by another, changed, put back and deleted with a way back", async () => {
    const mia = await browser.visit(app.origin, { as: "mia" });
    await mia.goto("/accounts");
    await shows(mia, ["Hooli", "Initech", "Umbrella"]);
    await mia.keyboard.press("f");
    await mia.getByRole("combobox", { name: "Filter by" }).fill("Stat");
    await mia.getByRole("option", { name: "Status" }).click();
    await mia.getByRole("option", { name: "Active", exact: true }).click();
    await mia.keyboard.press("Escape");
    await shows(mia, ["Initech", "Umbrella"]);
    await mia.getByRole("button", { name: "Status is Active" }).waitFor();

    await mia.getByRole("button", { name: "Save as view" }).click();
    await mia.getByLabel("Name").fill("Our regulars");
    await mia.getByRole("checkbox", { name: "Share with everyone" }).check();
    await mia.getByRole("button", { name: "Save view" }).click();
    await mia.getByRole("button", { name: "View: Our regulars" }).waitFor();
    expect(new URL(mia.url()).search).toMatch(/^\?view=[0-9a-f-]{36}$/);

    const victor = await browser.visit(app.origin, { as: "victor" });
    await victor.goto("/accounts");
    await shows(victor, ["Hooli", "Initech", "Umbrella"]);
    await victor.getByRole("button", { name: "View: All accounts" }).click();
    await victor.getByRole("menuitem", { name: "Our regulars" }).click();
    await shows(victor, ["Initech", "Umbrella"]);
    expect(victor.url()).toBe(mia.url());
    await victor.getByRole("button", { name: "View: Our regulars" }).click();
    await victor.getByRole("menuitem", { name: "Save as a new view…" }).waitFor();
    expect(await victor.getByRole("menuitem", { name: "Delete view" }).count()).toBe(0);

    await mia.getByRole("button", { name: "Remove the filter on Status" }).click();
    await shows(mia, ["Hooli", "Initech", "Umbrella"]);
    const changes = mia.getByRole("group", { name: "Changes to the view" });
    await changes.getByRole("button", { name: "Save", exact: true }).waitFor();
    await mia.reload();
    await shows(mia, ["Hooli", "Initech", "Umbrella"]);
    await changes.getByRole("button", { name: "Reset" }).click();
    await shows(mia, ["Initech", "Umbrella"]);
    expect(await changes.count()).toBe(0);

    await mia.getByRole("button", { name: "View: Our regulars" }).click();
    await mia.getByRole("menuitem", { name: "Delete view" }).click();
    await shows(mia, ["Hooli", "Initech", "Umbrella"]);
    await mia.getByRole("button", { name: "Undo" }).click();
    await mia.getByRole("button", { name: "View: Our regulars" }).waitFor();
    await shows(mia, ["Initech", "Umbrella"]);
    // The deleted one's address says so instead of showing something else in silence.
    await victor.reload();
    await victor.getByText("This view was deleted").waitFor();
  });

  test("a condition on days stays relative in the address and after a reload", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/tasks");
    await shows(page, ["Call today", "Plan the fair", "Write soon"]);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("combobox", { name: "Filter by" }).fill("due");
    await page.getByRole("option", { name: "Due on" }).click();
    await page.getByRole("combobox", { name: "Value of Due on" }).click();
    await page.getByRole("option", { name: "In the next … days" }).click();
    await page.getByLabel("How many days").fill("7");
    await page.getByRole("button", { name: "Apply" }).click();
    await shows(page, ["Call today", "Write soon"]);
    expect(page.url()).toContain("filter[dueDate][eq]=next-7-days");
    await page.reload();
    await shows(page, ["Call today", "Write soon"]);
    await page.getByRole("button", { name: "Due on is in the next 7 days" }).waitFor();
  });

  test("on a phone the sheet filters and sorts, and a search without result offers what to do", async () => {
    const page = await browser.visit(app.origin, { as: "mia", ...phone });
    await page.goto("/accounts");
    await shows(page, ["Hooli", "Initech", "Umbrella"]);
    await page.getByRole("button", { name: "Filter and sort" }).tap();
    await page.getByRole("button", { name: "Add a filter" }).tap();
    await page.getByRole("combobox", { name: "Filter by" }).fill("Stat");
    await page.getByRole("option", { name: "Status" }).tap();
    await page.getByRole("option", { name: "Active", exact: true }).tap();
    await page.getByRole("button", { name: "Back", exact: true }).tap();
    await page.getByRole("combobox", { name: "Sort by" }).tap();
    await page.getByRole("option", { name: "Name", exact: true }).tap();
    await page.getByRole("button", { name: "Ascending; turn round" }).tap();
    await page.getByRole("button", { name: "Done" }).tap();
    await shows(page, ["Initech", "Umbrella"]);
    await page.getByRole("button", { name: "Filter and sort, 2 set" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);

    await page.getByRole("searchbox").fill("Zzyzx");
    await page.getByRole("heading", { name: "No accounts match “Zzyzx”" }).waitFor();
    await page.getByRole("button", { name: "New account “Zzyzx”" }).waitFor();
    await page.getByRole("button", { name: "Clear search and filters" }).tap();
    await shows(page, ["Hooli", "Initech", "Umbrella"]);

    await page.getByRole("button", { name: "Select", exact: true }).tap();
    await page.getByRole("checkbox", { name: "Select Hooli" }).tap();
    await page.getByRole("toolbar", { name: "Selected records" }).getByText("1 selected").waitFor();
  });
});

const known = ["Umbrella", "Initech", "Hooli", "Call today", "Write soon", "Plan the fair"];

/** Waits until exactly these records are shown, as rows or cards, in any order. */
async function shows(page: Page, names: string[]): Promise<void> {
  const seen = async () => {
    const texts = await page.locator("main a").allInnerTexts();
    return known.filter((name) => texts.some((text) => text.includes(name))).toSorted();
  };
  await expect.poll(seen).toEqual(names.toSorted());
}
