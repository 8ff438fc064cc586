import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("two tenants", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  const accounts: Record<string, string> = {};
  beforeAll(async () => {
    app = await servedApp();
    for (const [person, name] of [
      ["ada", "Anvils of Acme"],
      ["mallory", "Globes of Globex"],
    ] as const)
      accounts[person] = (await app.as(person).post("/api/accounts", { name })).body.id;
  });

  test("never meet each other's records: not in a list, nor by search, nor by address", async () => {
    // A record that is not there answers 404, which the browser tells in its console.
    const refused = /\/api\/accounts\//;
    const ada = await browser.visit(app.origin, { as: "ada", refused });
    const mallory = await browser.visit(app.origin, { as: "mallory", refused });
    const both = [
      { page: ada, own: "Anvils of Acme", other: "Globes of Globex", otherId: accounts["mallory"]! },
      { page: mallory, own: "Globes of Globex", other: "Anvils of Acme", otherId: accounts["ada"]! },
    ];
    for (const { page, own, other, otherId } of both) {
      await page.goto("/accounts");
      await page.getByRole("link", { name: own }).waitFor();
      expect(await page.getByText(other).count()).toBe(0);

      await page.getByRole("searchbox").fill(other);
      await page.getByRole("heading", { name: "No accounts match" }).waitFor();

      const unknown = await whatIsAt(page, "/accounts/0198c0de-0000-7000-8000-000000000000");
      expect(await whatIsAt(page, `/accounts/${otherId}`)).toBe(unknown);
      expect(unknown).toContain("Nothing here");
    }
    await ada.goto(`/accounts/${accounts["ada"]}`);
    await ada.getByRole("heading", { level: 2, name: "Anvils of Acme" }).waitFor();
  });
});

async function whatIsAt(page: Page, path: string) {
  await page.goto(path);
  await page.getByRole("heading", { name: "Not found" }).waitFor();
  return page.locator("main").innerText();
}
