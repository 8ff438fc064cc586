import { AxeBuilder } from "@axe-core/playwright";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("everything in one file", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp({ LIMITS: JSON.stringify({ export: { limit: 1, windowSeconds: 3600 } }) });
    await app.as("ada").post("/api/accounts", { name: "Umbrella" });
  });

  test("an owner asks for it, waits, and takes it away; an admin is not offered it", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto(`${app.origin}/settings/your-data`);
    await page.getByText("None yet. Exports you ask for appear here.").waitFor();
    await page.getByRole("radio", { name: /Without documents/ }).check();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByText("Ready", { exact: true }).waitFor();
    await page.getByText("ZIP without documents’ files").waitFor();
    await page.getByText(/^Stays until /).waitFor();
    await page.getByText(/^The next export is possible at /).waitFor();
    expect(await page.getByRole("button", { name: "Export", exact: true }).isDisabled()).toBe(true);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download", exact: true }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^nextcrm-export-.*\.zip$/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`)).toEqual([]);

    const admin = await browser.visit(app.origin, { as: "alan" });
    await admin.goto(`${app.origin}/settings`);
    await admin
      .getByRole("link", { name: /Members/ })
      .first()
      .waitFor();
    expect(await admin.getByRole("link", { name: /Your data/ }).count()).toBe(0);
  });
});
