import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("a list", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    const mia = app.as("mia");
    for (const [name, employees, phone, industry] of [
      ["Anvil Works", 40, "+1 415 555 0101", "Steel"],
      ["Borealis", 12, "+1 415 555 0102", "Energy"],
      ["Cogs & Co", 40, "+1 415 555 0103", "Steel"],
      ["Dynamo", 7, "+1 415 555 0104", "Energy"],
    ] as const)
      await mia.post("/api/accounts", { name, employees, phone, industry });
  });

  const stored = async (name: string) =>
    (await app.as("mia").get(`/api/accounts?search=${encodeURIComponent(name)}`)).body.data[0];

  test("is written by keyboard: a refused value says why at its cell, a good one is kept", async () => {
    const page = await browser.visit(app.origin, { as: "mia", refused: /\/api\/accounts\// });
    await page.goto("/accounts?sort=displayName");
    await row(page, "Dynamo").waitFor();

    for (let times = 0; times < 4; times++) await page.keyboard.press("j");
    await toColumn(page, "Employees");
    await page.keyboard.type("-5");
    await page.getByRole("textbox", { name: "Employees" }).waitFor();
    await page.keyboard.press("Enter");
    const editor = page.getByRole("group", { name: "Edit Employees" });
    await editor.getByRole("alert").waitFor();
    expect(await editor.getByRole("textbox").inputValue()).toMatch(/^[-−]5$/);
    expect((await stored("Dynamo")).employees).toBe(7);

    await page.keyboard.press("Control+a");
    await page.keyboard.type("9");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await stored("Dynamo")).employees).toBe(9);
    expect(await activeCell(page).innerText()).toBe("9");
    expect(await editor.count()).toBe(0);

    // Escape gives up, Tab saves and goes on.
    await page.keyboard.press("Enter");
    await editor.waitFor();
    await page.keyboard.type("1000");
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    expect(await activeCell(page).innerText()).toBe("9");
    await page.keyboard.type("11");
    await editor.waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("group", { name: "Edit Annual revenue" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await stored("Dynamo")).employees).toBe(11);
  });

  test("keeps what is typed, and the Tab after it, until the editor's code is there", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    const released = Promise.withResolvers<void>();
    await page.route(/\/cell-editor-/, async (route) => {
      await released.promise;
      await route.continue();
    });
    await page.goto("/accounts?sort=displayName");
    await row(page, "Borealis").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await toColumn(page, "Employees");
    await page.keyboard.type("13");
    await page.keyboard.press("Tab");
    released.resolve();
    await page.getByRole("group", { name: "Edit Annual revenue" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await stored("Borealis")).employees).toBe(13);
  });

  test("is sorted by several columns, which a reload and the way back from a record keep", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/accounts");
    await row(page, "Borealis").waitFor();
    await page.getByRole("button", { name: "Industry" }).click();
    await page.getByRole("button", { name: "Account", exact: true }).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: /^Account/ }).click({ modifiers: ["Shift"] });
    await expect.poll(() => names(page)).toEqual(["Dynamo", "Borealis", "Cogs & Co", "Anvil Works"]);
    expect(new URL(page.url()).searchParams.get("sort")).toBe("industry,-displayName");
    await page.reload();
    await expect.poll(() => names(page)).toEqual(["Dynamo", "Borealis", "Cogs & Co", "Anvil Works"]);
    expect(await page.getByRole("columnheader", { name: /^Account/ }).getAttribute("aria-sort")).toBe("descending");

    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Borealis" }).waitFor();
    await page.goBack();
    await expect.poll(() => names(page)).toHaveLength(4);
    await expect.poll(() => activeCell(page).innerText()).toMatch(/Borealis/);
  });

  test("is selected by keys; many are changed at once and put back, except what somebody changed since", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/accounts?sort=displayName");
    await row(page, "Dynamo").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    const bar = page.getByRole("toolbar", { name: "Selected records" });
    await bar.getByText("3 selected").waitFor();

    await bar.getByRole("button", { name: "Edit" }).click();
    const panel = page.getByRole("dialog", { name: "Edit the selected records" });
    await panel.getByLabel("Field").click();
    await page.getByRole("option", { name: "Phone", exact: true }).click();
    await panel.getByLabel("New value").fill("+44 20 7946 0000");
    await panel.getByRole("button", { name: "Change 3" }).click();
    await page.getByText("3 accounts changed").waitFor();
    await bar.waitFor({ state: "detached" });
    await expect.poll(async () => (await stored("Cogs")).phone).toBe("+44 20 7946 0000");

    const cogs = await stored("Cogs");
    await app.as("alan").patch(`/api/accounts/${cogs.id}`, { phone: "+1 415 555 0199" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("1 of 3 stays as it was").waitFor();
    expect((await stored("Anvil")).phone).toBe("+1 415 555 0101");
    expect((await stored("Borealis")).phone).toBe("+1 415 555 0102");
    expect((await stored("Cogs")).phone).toBe("+1 415 555 0199");
  });

  test("gives to the trash by a key and takes back by undo; from the trash an admin deletes for good", async () => {
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto("/accounts?sort=displayName");
    await row(page, "Dynamo").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Delete");
    await page.getByText("1 account moved to the trash").waitFor();
    await expect.poll(() => names(page)).toEqual(["Borealis", "Cogs & Co", "Dynamo"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => names(page)).toEqual(["Anvil Works", "Borealis", "Cogs & Co", "Dynamo"]);
    await expect.poll(async () => (await stored("Anvil"))?.deletedAt).toBe(null);

    await row(page, "Dynamo").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Move to trash" }).click();
    await expect.poll(() => names(page)).toHaveLength(3);
    await page.getByText("1 account moved to the trash").waitFor();
    await page.goto("/accounts?trash=only");
    await row(page, "Dynamo").getByRole("checkbox").click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
    expect((await app.as("mia").get("/api/accounts?trash=include&search=Dynamo")).body.data).toEqual([]);
  });

  test("takes a pick as it is made; Escape leaves what was there", async () => {
    const anvil = await stored("Anvil");
    const contacts = async () => (await app.as("mia").get("/api/contacts")).body.data;
    await app.as("mia").post("/api/contacts", { lastName: "Wile", accountId: anvil.id });
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/contacts");
    await row(page, "Wile").waitFor();
    await page.keyboard.press("j");
    await toColumn(page, "Account");
    const editor = page.getByRole("group", { name: "Edit Account" });
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /Borealis/ }).waitFor();
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    expect(await activeCell(page).innerText()).toMatch(/Anvil Works/);

    await page.keyboard.type("bor");
    await page.getByRole("option", { name: /Anvil/ }).waitFor({ state: "detached" });
    await page.getByRole("option", { name: /^Borealis/ }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await contacts())[0].account.title).toBe("Borealis");
    expect(await activeCell(page).innerText()).toMatch(/Borealis/);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Wile" }).waitFor();
  });

  test("offers a viewer none of it", async () => {
    const page = await browser.visit(app.origin, { as: "victor" });
    await page.goto("/accounts?sort=displayName");
    await row(page, "Borealis").waitFor();
    expect(await page.getByRole("checkbox").count()).toBe(0);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("F2");
    await page.keyboard.press("Delete");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Anvil Works" }).waitFor();
    expect(await page.getByRole("toolbar", { name: "Selected records" }).count()).toBe(0);
    expect((await stored("Anvil")).deletedAt).toBe(null);
  });
});

function row(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ hasText: name });
}

/** The records on the screen, from top to bottom. */
async function names(page: Page): Promise<string[]> {
  const cells = await page.locator("tbody td[data-column='0'] a").allInnerTexts();
  return cells.map((text) => text.split("\n").at(-1)!.trim());
}

/** The cell that the grid says the keyboard is on. */
function activeCell(page: Page): Locator {
  return page.locator("tbody td[data-active]");
}

async function toColumn(page: Page, label: string): Promise<void> {
  const heads = await page.getByRole("columnheader").allInnerTexts();
  const wanted = heads.findIndex((text) => text.trim().startsWith(label));
  expect(wanted, heads.join(" | ")).toBeGreaterThan(0);
  // The first header is the box that selects all.
  await page.keyboard.press("Home");
  for (let at = 1; at < wanted; at++) await page.keyboard.press("ArrowRight");
}
