import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../app.ts";
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
      ["Springs", "2000"],
    ] as const)
      await app.as("mia").post("/api/opportunities", { name, amount, currency: "USD" });
  });

  test("by mouse a card goes where the line shows, is won with a reason, and comes back by undo", async () => {
    const page = await visitBoard("mia");
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+4\s+\$5\.9K/);

    await dragCard(page, "Rockets", column(page, "Proposal"));
    await column(page, "Proposal").getByRole("link", { name: "Rockets" }).waitFor();
    await expect.poll(() => headOf(page, "Proposal")).toMatch(/^Proposal\s+1\s+\$2\.5K/);
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+3\s+\$3\.4K/);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => headOf(page, "Prospecting")).toMatch(/^Prospecting\s+4/);

    // Below the last one, and there it stays.
    await dragCard(page, "Rockets", column(page, "Prospecting").locator("li", { hasText: "Anvils" }), 0.9);
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);
    await expect.poll(storedOrder).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);
    await page.reload();
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);

    // Escape puts it back while it is carried.
    await dragCard(page, "Rockets", column(page, "Proposal"), 0.5, "Escape");
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);

    await dragCard(page, "Rockets", column(page, "Won"));
    const dialog = page.getByRole("dialog", { name: "Mark as won" });
    await dialog.getByText("Relationship").click();
    await dialog.getByLabel("Note").fill("Old friends");
    await dialog.getByRole("button", { name: "Mark as won" }).click();
    await expect.poll(() => column(page, "Won").innerText()).toMatch(/Won\s+1\s+\$2\.5K/);
    await expect
      .poll(() => stored("Rockets"))
      .toMatchObject({
        status: "won",
        wonReason: "relationship",
        outcomeNote: "Old friends",
      });
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);
    await expect.poll(() => stored("Rockets")).toMatchObject({ status: "open", wonReason: null, probability: "10.00" });
  });

  test("by keyboard alone a card goes on, one is lost with its reason, and the focus goes along", async () => {
    const page = await visitBoard("mia");
    await column(page, "Prospecting").getByRole("link", { name: "Springs" }).focus();
    await page.keyboard.press("Space");
    await expect
      .poll(() => page.getByRole("status").allInnerTexts())
      .toContainEqual(expect.stringMatching(/Springs picked up. Prospecting, position 1 of 4/));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.getByRole("status").allInnerTexts()).toContain("Proposal, position 1 of 1.");
    await page.keyboard.press("Space");
    const link = column(page, "Proposal").getByRole("link", { name: "Springs" });
    await link.waitFor();
    await expect.poll(() => link.evaluate((element) => element === document.activeElement)).toBe(true);

    // Undone by the keyboard, too.
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("Control+z");
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Magnets", "Anvils", "Rockets"]);

    await column(page, "Prospecting").getByRole("link", { name: "Springs" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("l");
    await page.getByRole("dialog", { name: "Mark as lost" }).waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Too heavy, too");
    await page.getByRole("button", { name: "Mark as lost" }).press("Enter");
    await expect.poll(() => column(page, "Lost").innerText()).toMatch(/Lost\s+1\s+\$400/);
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Springs", "Anvils", "Rockets"]);
    await expect
      .poll(() => stored("Magnets"))
      .toMatchObject({
        status: "lost",
        lostReason: "price",
        outcomeNote: "Too heavy, too",
      });
    const next = column(page, "Prospecting").getByRole("link", { name: "Anvils" });
    await expect.poll(() => next.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("what the server refuses goes back, and says why", async () => {
    const page = await visitBoard("mia", /\/move$/);
    await column(page, "Prospecting").getByRole("link", { name: "Anvils" }).waitFor();
    // Somebody trashes it meanwhile.
    const anvils = await stored("Anvils");
    await app.as("alan").delete(`/api/opportunities/${anvils.id}`);
    await dragCard(page, "Anvils", column(page, "Proposal"));
    await page.getByText("That did not work").waitFor();
    await expect.poll(() => headOf(page, "Proposal")).toMatch(/^Proposal\s+0/);
    await expect.poll(() => cardsIn(page, "Prospecting")).not.toContain("Anvils");
    await app.as("alan").post(`/api/opportunities/${anvils.id}/restore`, {});
  });

  test("a name that is refused stands there again, also after the focus went elsewhere", async () => {
    const page = await browser.visit(app.origin, { as: "mia", refused: /\/api\/opportunities$/ });
    await page.clock.install();
    const answer = Promise.withResolvers<void>();
    await page.route(/\/api\/opportunities$/, async (route) => {
      await answer.promise;
      await route.fulfill({ status: 409, json: { title: "Not now" }, contentType: "application/problem+json" });
    });
    await page.goto("/opportunities/board");
    await page.getByRole("button", { name: "Add to Prospecting" }).click();
    const name = page.getByRole("textbox", { name: "New opportunity in Prospecting" });
    await name.fill("Whim");
    await name.press("Enter");
    await expect.poll(() => name.inputValue()).toBe("");
    await name.blur();
    // Left empty, it goes after a moment.
    await page.clock.fastForward(1_000);
    answer.resolve();
    await expect.poll(() => name.inputValue()).toBe("Whim");
  });

  test("a viewer finds nothing to move, and filters stay in the address", async () => {
    const page = await visitBoard("victor");
    await column(page, "Prospecting").getByRole("link", { name: "Anvils" }).focus();
    await page.keyboard.press("Space");
    await dragCard(page, "Anvils", column(page, "Proposal"));
    expect(await headOf(page, "Proposal")).toMatch(/^Proposal\s+0/);
    expect(await page.getByRole("button", { name: /^Move|^Add to/ }).count()).toBe(0);

    await page.getByRole("searchbox", { name: "Search opportunities" }).fill("rock");
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Rockets"]);
    await expect.poll(() => page.url()).toContain("search=rock");
    await page.reload();
    await expect.poll(() => cardsIn(page, "Prospecting")).toEqual(["Rockets"]);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect.poll(async () => (await cardsIn(page, "Prospecting")).length).toBeGreaterThan(1);
  });

  test("on a phone one stage fills the screen, and a name is added on top of it", async () => {
    const page = await visitBoard("mia", undefined, { viewport: { width: 390, height: 800 }, hasTouch: true });
    await page
      .getByRole("navigation", { name: "Columns" })
      .getByRole("button", { name: /^Qualification/ })
      .click();
    await expect.poll(async () => (await column(page, "Qualification").boundingBox())?.x).toBeLessThan(30);
    await page.getByRole("button", { name: "Add to Qualification" }).tap();
    await page.keyboard.type("Tunnels");
    await page.keyboard.press("Enter");
    await column(page, "Qualification").getByRole("link", { name: "Tunnels" }).waitFor();
    await page.getByRole("button", { name: "Move Tunnels" }).tap();
    await page.getByRole("menuitem", { name: "Proposal" }).tap();
    await column(page, "Proposal").getByRole("link", { name: "Tunnels" }).waitFor({ state: "attached" });
    await expect.poll(() => stored("Tunnels")).toMatchObject({ status: "open", probability: "50.00" });
  });

  async function visitBoard(person: Person, refused?: RegExp, options: object = {}): Promise<Page> {
    const page = await browser.visit(app.origin, { as: person, ...(refused && { refused }), ...options });
    await page.goto("/opportunities/board");
    await column(page, "Prospecting").getByRole("link").first().waitFor();
    return page;
  }
  async function stored(name: string) {
    const { data } = (await app.as("mia").get(`/api/opportunities?filter[name][eq]=${name}`)).body;
    return data[0];
  }
  async function storedOrder(): Promise<string[]> {
    const { stages } = (await app.as("mia").get("/api/opportunities/board")).body;
    return stages[0].cards.map((card: { name: string }) => card.name);
  }
});

function column(page: Page, stage: string): Locator {
  return page.getByRole("region", { name: stage });
}

function cardsIn(page: Page, stage: string): Promise<string[]> {
  return column(page, stage).getByRole("link").allInnerTexts();
}

/** Stage, count and sum. */
async function headOf(page: Page, stage: string): Promise<string> {
  return (await column(page, stage).locator("header").innerText()).replaceAll("\n", " ");
}

/** Presses on a card, moves it over the target, and lets go of it, or presses a key instead. */
async function dragCard(page: Page, name: string, target: Locator, down = 0.3, key?: string): Promise<void> {
  const card = await page.getByRole("link", { name }).first().boundingBox();
  const to = await target.boundingBox();
  await page.mouse.move(card!.x + 20, card!.y + 8);
  await page.mouse.down();
  await page.mouse.move(card!.x + 30, card!.y + 20, { steps: 3 });
  await page.mouse.move(to!.x + to!.width / 2, to!.y + to!.height * down, { steps: 6 });
  if (key) {
    await expectCarriedAt(page, to!.x + to!.width / 2);
    await page.keyboard.press(key);
  }
  await page.mouse.up();
}

/** What is carried is under the pointer. */
async function expectCarriedAt(page: Page, x: number): Promise<void> {
  const carried = await page.locator("body > [inert]").boundingBox();
  expect(carried!.x).toBeLessThan(x);
  expect(carried!.x + carried!.width).toBeGreaterThan(x);
}
