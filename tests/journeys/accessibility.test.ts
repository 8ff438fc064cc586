import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

/** The rules to which a theme makes a difference. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];

describe("accessibility in light and dark", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let account: string;
  beforeAll(async () => {
    app = await servedApp();
    const ada = app.as("ada");
    account = (await ada.post("/api/accounts", { name: "Umbrella", phone: "+1 415 555 0101", industry: "finance" }))
      .body.id;
    const deal = { name: "Umbrellas for all", amount: "1200", currency: "USD", accountId: account };
    await ada.post("/api/opportunities", deal);
    await ada.post("/api/activities", { type: "note", title: "It rains", links: [{ type: "account", id: account }] });
  });

  test("nothing serious on the way in", async () => {
    const page = await browser.visit(app.origin);
    for (const [path, heading] of [
      ["/sign-in", "Sign in"],
      ["/sign-up", "Create your account"],
      ["/forgot-password", /password/],
    ] as const) {
      await page.goto(path);
      await page.getByRole("heading", { name: heading }).waitFor();
      expect(await faultsOf(page), path).toEqual([]);
    }
  });

  test("nothing serious on the pages of work", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    const link = (name: string) => () => page.getByRole("link", { name }).first().waitFor();
    const pages: [string, () => Promise<void>][] = [
      ["/", link("It rains")],
      ["/accounts", link("Umbrella")],
      [`/accounts/${account}`, link("It rains")],
      ["/opportunities/board", link("Umbrellas for all")],
      ["/accounts/import", () => tryImport(page)],
      ["/audit-log", () => page.locator("summary").first().click()],
    ];
    for (const [path, ready] of pages) {
      await page.goto(path);
      await ready();
      expect(await faultsOf(page), path).toEqual([]);
    }
  });

  test("nothing serious in the settings", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/settings");
    const tabs = page.locator("main nav").getByRole("link");
    await tabs.first().waitFor();
    expect(await tabs.count()).toBeGreaterThanOrEqual(8);
    for (const tab of await tabs.all()) {
      await tab.click();
      await expect.poll(() => tab.getAttribute("aria-current")).toBe("page");
      await page.locator("main").getByRole("heading", { level: 2 }).first().waitFor();
      expect(await faultsOf(page), await tab.innerText()).toEqual([]);
    }
  });
});

async function tryImport(page: Page): Promise<void> {
  const text = "name,employees\nTyrell,12\nWallace,many\n";
  await page.getByLabel("CSV file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("heading", { name: "Rows that cannot go in" }).waitFor();
}

/** What axe finds that is serious or worse, in both themes: the rule and where it is broken. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
  await wear(page, "light");
  const light = await seriousFaults(axe(page));
  await wear(page, "dark");
  const dark = await seriousFaults(axe(page).withRules(rulesOfColour));
  return [...light, ...dark.map((fault) => `in dark: ${fault}`)];
}

// There are no frames, so axe needs no page of its own to gather from them.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true);

/** Pages follow the system's theme unless told otherwise. */
async function wear(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    (dark) =>
      document.documentElement.classList.contains("dark") === dark &&
      document.getAnimations().every((animation) => !(animation instanceof CSSTransition)),
    colorScheme === "dark",
  );
}

async function seriousFaults(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
}
