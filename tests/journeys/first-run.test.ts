import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { needsShared, sharedFolder } from "../needs.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { freshInstallation } from "./served-app.ts";

const sales = join(sharedFolder, "data/crm-sales");

describe("sample data", journey, () => {
  const browser = journeyBrowser();
  let installation: Awaited<ReturnType<typeof freshInstallation>>;
  beforeAll(async () => {
    installation = await freshInstallation();
  });

  test("is offered at first, told of while it is there, and removed with a count", async () => {
    const page = await browser.visit(installation.origin);
    await setUp(page, installation.setupLink);
    await page.getByRole("button", { name: /Load sample data/ }).click();
    await page.getByText(/\d+ records here are sample data/).waitFor();
    await page.getByRole("heading", { name: "Getting started" }).waitFor();
    await page.getByRole("button", { name: "Remove sample data" }).click();
    await page.getByRole("button", { name: /^Remove \d+ records$/ }).click();
    await page.getByText(/sample records moved to the trash/).waitFor();
    await page.getByRole("button", { name: /Start empty/ }).click();
    await page.getByText("0 of 4 done").waitFor();
    const steps = page.getByRole("region", { name: "Getting started" });
    await steps.getByRole("listitem").filter({ hasText: "contacts" }).getByRole("button", { name: "Create" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Last name").fill("Vance");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { level: 2, name: "Vance" }).waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("1 of 4 done").waitFor();
    await steps.getByRole("listitem").filter({ hasText: "deal" }).getByRole("button", { name: "Create" }).waitFor();
    await page.getByRole("button", { name: "Hide getting started" }).click();
    await page.reload();
    await page.getByRole("heading", { name: /Good \w+, Olga/ }).waitFor();
    await page.getByRole("group", { name: "Whose work" }).waitFor();
    expect(await page.getByRole("heading", { name: "Getting started" }).count()).toBe(0);
  });

  test("without a mail server, nobody is promised a mail", async () => {
    const page = await browser.visit(installation.origin);
    await page.goto("/forgot-password");
    await page.getByText(/No mail server is set up here/).waitFor();
    await page.getByLabel("Email").fill("olga@example.test");
    await page.getByRole("button", { name: "Prepare the link" }).click();
    await page.getByText(/is in the outbox of this installation/).waitFor();
  });
});

describe("the first run", journey, () => {
  const browser = journeyBrowser();
  let installation: Awaited<ReturnType<typeof freshInstallation>>;
  beforeAll(async () => {
    installation = await freshInstallation();
  });

  test("from the printed link over an import to a change in the audit log", needsShared, async () => {
    const page = await browser.visit(installation.origin);
    await setUp(page, installation.setupLink);

    await page.getByRole("link", { name: "Accounts" }).click();
    await page.getByRole("link", { name: "Import a CSV file" }).click();
    await chooseFile(page, "accounts.csv");
    await expectMapping(page, { account: "Name *", year_established: "Year founded", subsidiary_of: "Parent account" });
    await importAll(page, { created: "85", plural: "accounts" });
    await page.getByRole("link", { name: "Show the 85 new accounts" }).click();
    await expect.poll(() => countOf(page)).toBe("85");

    await page.getByRole("link", { name: "Opportunities" }).click();
    await page.getByRole("link", { name: "Import a CSV file" }).click();
    await chooseFile(page, "sales_pipeline.csv");
    await expectMapping(page, { account: "Account", deal_stage: "Stage", close_value: "Amount" });
    await importAll(page, { created: "8,800", plural: "opportunities" });
    await page.getByRole("link", { name: "All opportunities" }).click();
    await expect.poll(() => countOf(page)).toBe("8,800");

    await page.goto("/opportunities?filter[status][eq]=won");
    await expect.poll(() => countOf(page)).toBe("4,238");
    await page.getByRole("row").nth(1).getByRole("link").first().click();

    const name = await page.locator("main").getByRole("heading", { level: 2 }).first().innerText();
    const before = await editField(page, "Amount", "4321");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Show in the audit log" }).click();
    const entry = page.getByRole("listitem").filter({ hasText: "changed an opportunity" }).first();
    await entry.waitFor();
    expect(await entry.innerText()).toContain("Olga Operator");
    expect(await entry.innerText()).toContain(name);
    await entry.locator("summary").click();
    await expect.poll(() => entry.locator("del").first().innerText()).toContain(before);
    expect(await entry.locator("ins").first().innerText()).toContain("4,321");
    expect(await entry.innerText()).toContain("127.0.0.1");
  });
});

async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill("Olga Operator");
  await page.getByLabel("Email").fill("olga@example.test");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByLabel("Organization").fill("Sales of old");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("heading", { name: /Good \w+, Olga/ }).waitFor();
}

/** By dropping or choosing; a dropped file reaches the page in the same way. */
async function chooseFile(page: Page, name: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles(join(sales, name));
  await page.getByRole("heading", { name }).waitFor();
}

async function expectMapping(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [column, field] of Object.entries(fields)) {
    await expect.poll(() => page.getByLabel(`Field for ${column}`, { exact: true }).innerText()).toBe(field);
  }
}

async function importAll(page: Page, { created, plural }: { created: string; plural: string }): Promise<void> {
  await page.getByRole("button", { name: "See what will happen" }).click();
  await page.getByRole("heading", { name: "This is what will happen" }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: `Import ${created} ${plural}` }).click();
  await page.getByRole("heading", { name: `${created} ${plural} imported` }).waitFor({ timeout: 30_000 });
  const counts = await page.locator("main dl").first().locator("dd").allInnerTexts();
  expect(counts).toEqual([created, "0", "0", "0"]);
}

function countOf(page: Page): Promise<string> {
  return page.locator("main header").getByRole("status").innerText();
}

/** Answers what it was before. */
async function editField(page: Page, label: string, value: string): Promise<string> {
  const details = page.getByRole("complementary", { name: "Details" });
  const shown = details.locator("dd").filter({ has: page.getByRole("button", { name: `Edit ${label}` }) });
  const before = await shown.innerText();
  await details.getByRole("button", { name: `Edit ${label}` }).click();
  await details.getByLabel(label, { exact: true }).fill(value);
  await page.keyboard.press("Enter");
  await expect.poll(() => shown.innerText()).toContain("4,321");
  return before.replaceAll(/[^\d,.]/g, "");
}
