import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("a project's board", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let id: string;
  beforeAll(async () => {
    app = await servedApp();
    id = (await app.as("mia").post("/api/projects", { title: "Bridge" })).body.id;
  });

  test("sections and tasks are added, moved by mouse and keys, done and taken back", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`/projects/${id}/board`);
    // Who types fast does not wait until one is there before writing the next.
    const answers = Promise.withResolvers<void>();
    await page.route(/\/api\/(tasks|projects\/[^/]+\/sections)$/, async (route) => {
      await answers.promise;
      await route.continue();
    });
    await page.getByRole("textbox", { name: "New section" }).click();
    await page.keyboard.type("Plan\nBuild\n");
    await page.getByRole("textbox", { name: "New task in No section" }).click();
    await page.keyboard.type("Dig\nDraw\n");
    answers.resolve();
    await section(page, "Plan").waitFor();
    await section(page, "Build").waitFor();
    await expect.poll(() => tasksIn(page, "No section")).toEqual(["Draw", "Dig"]);
    // The place of the second is beside the first, whose move takes its time.
    const firstMove = Promise.withResolvers<void>();
    await page.route(/\/move$/, async (route, request) => {
      if (request.url().includes(await idOf("Dig"))) await firstMove.promise;
      await route.continue();
    });
    await dragCard(page, "Dig", section(page, "Build"));
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Dig"]);

    await section(page, "No section").getByRole("link", { name: "Draw" }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Dig", "Draw"]);
    firstMove.resolve();
    await expect.poll(async () => (await board()).map(titles)).toEqual([[], [], ["Dig", "Draw"]]);

    await page.getByRole("checkbox", { name: "Dig is done" }).check();
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Draw"]);
    await section(page, "Build").getByRole("button", { name: "1 done" }).click();
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Draw", "Dig"]);
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Dig", "Draw"]);
  });

  test("a section that is removed comes back with its tasks in their order", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`/projects/${id}/board`);
    await page.getByRole("button", { name: "Change the section Build" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await expect.poll(async () => (await tasksIn(page, "No section")).length).toBe(2);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => tasksIn(page, "Build")).toEqual(["Dig", "Draw"]);
    expect((await board()).map(({ name }) => name)).toEqual([null, "Plan", "Build"]);
  });

  test("a viewer reads it and changes nothing", async () => {
    const page = await browser.visit(app.origin, { as: "victor" });
    await page.goto(`/projects/${id}/board`);
    await section(page, "Build").getByRole("link", { name: "Dig" }).waitFor();
    expect(await page.getByRole("main").getByRole("textbox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /^(Move|Change|New task)/ }).count()).toBe(0);
  });

  const idOf = async (title: string): Promise<string> =>
    (await app.as("mia").get(`/api/tasks?search=${title}`)).body.data[0].id;

  type Column = { name: string | null; tasks: { title: string }[] };
  async function board(): Promise<Column[]> {
    return (await app.as("mia").get(`/api/projects/${id}/board`)).body.sections;
  }
  const titles = ({ tasks }: Column) => tasks.map(({ title }) => title);
});

function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function tasksIn(page: Page, name: string): Promise<string[]> {
  return section(page, name).getByRole("link").allInnerTexts();
}

async function dragCard(page: Page, name: string, target: Locator): Promise<void> {
  const card = await page.getByRole("link", { name, exact: true }).boundingBox();
  const to = await target.boundingBox();
  await page.mouse.move(card!.x + 20, card!.y + 8);
  await page.mouse.down();
  await page.mouse.move(card!.x + 30, card!.y + 20, { steps: 3 });
  await page.mouse.move(to!.x + to!.width / 2, to!.y + to!.height / 2, { steps: 6 });
  await page.mouse.up();
}
