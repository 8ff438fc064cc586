import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { made } from "../event-cases/fixtures.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("privacy requests", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let contact: string;
  beforeAll(async () => {
    app = await servedApp();
    const person = { firstName: "Zephyrine", lastName: "Quillfeather", email: "zeph@quill.example" };
    contact = (await made(app.as("ada").post("/api/contacts", person))).id;
    await made(app.as("ada").post("/api/opportunities", { name: "A boat", primaryContactId: contact }));
  });

  async function faultsOf(page: Page) {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`);
  }

  test("from a contact's menu: a copy is asked for, written, downloaded and handed over", async () => {
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto(`${app.origin}/contacts/${contact}`);
    await page.getByRole("button", { name: "More", exact: true }).first().click();
    await page.getByRole("menuitem", { name: "Privacy requests" }).click();
    await page.getByText("No open requests").waitFor();
    await page.getByRole("button", { name: "New request" }).click();
    const dialog = page.getByRole("dialog");
    await expect
      .poll(() => dialog.getByRole("combobox", { name: "Who" }).inputValue(), { timeout: 15_000 })
      .toBe("Zephyrine Quillfeather");
    await dialog.getByLabel("Note").fill("By letter");
    await dialog.getByRole("button", { name: "Note the request" }).click();
    await page.getByRole("heading", { name: "Zephyrine Quillfeather" }).waitFor();
    await page.getByText(/^Due .*, in \d+ days$/).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Write the file" }).click();
    const link = page.getByRole("link", { name: /^Download/ });
    await link.waitFor();
    const downloading = page.waitForEvent("download");
    await link.click();
    expect((await downloading).suggestedFilename()).toMatch(/^personal-data-.*\.zip$/);
    await page.getByRole("button", { name: "It was handed over" }).click();
    await page.getByText("Done", { exact: true }).waitFor();
  });

  test("an erasing shows before what goes, and afterwards nobody is named", async () => {
    const subject = { type: "contact", id: contact };
    const { id } = await made(app.as("ada").post("/api/organization/person-requests", { kind: "erasure", subject }));
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto(`${app.origin}/settings/privacy-requests`);
    await page.getByRole("link", { name: /Zephyrine Quillfeather/ }).click();
    await page.getByText("1 opportunity").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("Zephyrine Quillfeather");
    await dialog.getByRole("button", { name: "Forget for good" }).click();
    await page.getByRole("heading", { name: "Erased contact" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/settings/privacy-requests/${id}`);
    await page.goto(`${app.origin}/settings/privacy-requests`);
    await page.getByText("No open requests").waitFor();
    await page.getByRole("button", { name: "Closed" }).click();
    await page
      .getByRole("link", { name: /Erased contact/ })
      .first()
      .waitFor();
  });

  test("a member is offered none of it", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`${app.origin}/settings/members`);
    await page.getByRole("heading", { name: "Members" }).first().waitFor();
    expect(await page.getByRole("link", { name: /Privacy requests/ }).count()).toBe(0);
  });
});
