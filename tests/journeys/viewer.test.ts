import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

/** What changes something, by any name that a page gives it. */
const changing =
  /^(new|add|create|edit|import|delete|move|win|lose|convert|issue|reopen|restore|invite|select|save)\b/i;

describe("a viewer", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let account: string;
  let deal: string;
  beforeAll(async () => {
    app = await servedApp();
    const mia = app.as("mia");
    account = (await mia.post("/api/accounts", { name: "Umbrella", phone: "+1 415 555 0101" })).body.id;
    deal = (await mia.post("/api/opportunities", { name: "Umbrellas for all", amount: "1200", accountId: account }))
      .body.id;
  });

  test("meets no control that would be refused, on pages where a member meets several", async () => {
    const [victor, mia] = [
      await browser.visit(app.origin, { as: "victor" }),
      await browser.visit(app.origin, { as: "mia" }),
    ];
    for (const path of ["/accounts", `/accounts/${account}`, `/opportunities/${deal}`, "/opportunities/board"]) {
      const seen = [];
      for (const page of [mia, victor]) {
        await page.goto(path);
        await page
          .getByText(/Umbrella/)
          .first()
          .waitFor();
        await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
        seen.push(await changingControls(page));
      }
      expect(seen[0], `${path} as a member`).not.toEqual([]);
      expect(seen[1], `${path} as a viewer`).toEqual([]);
    }
  });

  test("finds neither the import nor the audit log, and an empty list offers nothing to do", async () => {
    const page = await browser.visit(app.origin, { as: "victor" });
    await page.goto("/contacts");
    await page.getByRole("heading", { name: "No contacts yet" }).waitFor();
    expect(await changingControls(page)).toEqual([]);
    expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Export CSV" }).waitFor();
    expect(await page.getByRole("menuitem", { name: "Import CSV" }).count()).toBe(0);
    await page.goto("/contacts/import");
    await page.getByRole("heading", { name: "You may not import" }).waitFor();
    await page.goto("/audit-log");
    await page.getByRole("heading", { name: "You may not see this" }).waitFor();
  });
});

async function changingControls(page: Page): Promise<string[]> {
  const controls = page.locator("main").locator("button, a, input, textarea, [role=checkbox]");
  const names = await controls.evaluateAll((elements) =>
    elements.map((element) => element.getAttribute("aria-label") ?? element.textContent),
  );
  return names.filter((name) => changing.test(name.trim()));
}
