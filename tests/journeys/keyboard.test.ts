import type { Page } from "playwright-core";
import { beforeAll, describe, test } from "vitest";
import { password } from "../app.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("with the keyboard alone", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("mia").post("/api/contacts", { firstName: "Grace", lastName: "Hopper" });
  });

  test("from signing in to creating, finding, editing, trashing and undoing", async () => {
    const page = await browser.visit(app.origin, { refused: /duplicates/ });
    await forbidMouse(page);
    const keys = page.keyboard;
    await page.goto("/contacts");
    await page.getByLabel("Email").waitFor();
    await keys.type("mia@example.test");
    await keys.press("Tab");
    await keys.type(password);
    await keys.press("Enter");
    await page.getByRole("link", { name: "Grace Hopper" }).waitFor();

    await keys.press("Control+k");
    await page.getByRole("combobox", { name: "Search records and commands" }).waitFor();
    await keys.type("new contact");
    await page.getByRole("option", { name: "New contact" }).waitFor();
    await keys.press("Enter");
    const sheet = page.getByRole("dialog", { name: "New contact" });
    await sheet.waitFor();
    await tabTo(page, "First name");
    await keys.type("Ada");
    await tabTo(page, "Last name");
    await keys.type("Lovelace");
    await keys.press("Control+Enter");
    await page.getByRole("heading", { level: 2, name: "Ada Lovelace" }).waitFor();

    await keys.press("g");
    await keys.press("c");
    await page.getByRole("link", { name: "Ada Lovelace" }).waitFor();
    await keys.press("Control+k");
    await page.getByRole("combobox", { name: "Search records and commands" }).waitFor();
    await keys.type("hopper");
    await page.getByRole("option", { name: /Grace Hopper/ }).waitFor();
    await keys.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Grace Hopper" }).waitFor();

    await tabTo(page, "Edit Last name");
    await keys.press("Enter");
    await page.getByRole("textbox", { name: "Last name" }).waitFor();
    await keys.press("Control+a");
    await keys.type("Murray Hopper");
    await keys.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Grace Murray Hopper" }).waitFor();

    await keys.press("Control+k");
    await page.getByRole("combobox", { name: "Search records and commands" }).waitFor();
    await keys.type("move to trash");
    await page.getByRole("option", { name: /trash/i }).first().waitFor();
    await keys.press("Enter");
    await page.getByRole("status").filter({ hasText: "Contact moved to the trash" }).waitFor();
    await keys.press("Control+z");
    await page.getByRole("status").filter({ hasText: "Contact restored" }).waitFor();
  });
});

/** Whoever uses the mouse here fails the journey. */
async function forbidMouse(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("pointerdown", () => console.error("the mouse was used"), true);
  });
}

/** Goes on by Tab until something of that name has the focus, and the focus can be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      const label = element?.labels?.[0]?.textContent ?? element?.getAttribute("aria-label") ?? element?.textContent;
      return label?.replace("*", "").trim();
    });
    if (focused === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}
