import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the board", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    for (const [name, amount] of [
      ["Anvils", "1000"],
      ["Rockets", "2500"],
      ["Magnets", "400"],
    ] as const)
      await app.as("mia").post("/api/opportunities", { name, amount, currency: "USD" });
  });

  test("by keyboard alone a deal goes on, one is won, one is lost with its reason, and the sums follow", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/opportunities/board");
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+3\s+\$3\.?9/);

    await moveByKeyboard(page, "Rockets", "Proposal");
    await column(page, "Proposal").getByRole("link", { name: "Rockets" }).waitFor();
    await expect.poll(() => headOf(page, "Proposal")).toMatch(/^Proposal\s+1\s+\$2\.5K/);
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+2\s+\$1\.4K/);

    await moveByKeyboard(page, "Rockets", "Won");
    await expect.poll(() => headOf(page, "Won")).toMatch(/^Won\s+1\s+\$2\.5K/);
    await expect.poll(() => headOf(page, "Proposal")).toMatch(/^Proposal\s+0/);

    await moveByKeyboard(page, "Magnets", "Lost");
    const dialog = page.getByRole("dialog", { name: "Mark as lost" });
    await dialog.waitFor();
    await page.keyboard.type("Too heavy");
    await page.keyboard.press("Enter");
    await expect.poll(() => headOf(page, "Lost")).toMatch(/^Lost\s+1\s+\$400/);
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+1\s+\$1K/);

    const { data } = (await app.as("mia").get("/api/opportunities?sort=name")).body;
    expect(data).toMatchObject([
      { name: "Anvils", status: "open" },
      { name: "Magnets", status: "lost", lostReason: "Too heavy" },
      { name: "Rockets", status: "won" },
    ]);
  });
});

function column(page: Page, stage: string): Locator {
  return page.getByRole("region", { name: stage });
}

/** Stage, count and sum. */
async function headOf(page: Page, stage: string): Promise<string> {
  return (await column(page, stage).locator("header").innerText()).replaceAll("\n", " ");
}

async function moveByKeyboard(page: Page, deal: string, stage: string): Promise<void> {
  await page.getByRole("button", { name: `Move ${deal}` }).focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: stage, exact: true });
  await item.waitFor();
  // The first letters lead to an item of a menu.
  await page.keyboard.type(stage);
  await expect.poll(() => item.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
}
