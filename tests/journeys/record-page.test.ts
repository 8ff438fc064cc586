import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { password } from "../app.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the record page", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    for (const name of ["Acorn", "Birch", "Cedar", "Dogwood"])
      await app.as("mia").post("/api/accounts", { name, type: name === "Birch" ? "vendor" : "customer" });
  });

  test("leads on through the list that one came from, by keys, and back to it", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/accounts?filter[type][eq]=customer&sort=name");
    await page.getByRole("link", { name: "Acorn" }).click();
    await page.getByText("1 of 3").waitFor();
    await page.getByRole("heading", { name: "Acorn", level: 2 }).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: "Cedar", level: 2 }).waitFor();
    await page.getByText("2 of 3").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: "Dogwood", level: 2 }).waitFor();
    expect(await page.getByRole("button", { name: "Next record" }).isDisabled()).toBe(true);
    await page.keyboard.press("k");
    await page.getByRole("heading", { name: "Cedar", level: 2 }).waitFor();
    await page.keyboard.press("u");
    await page.getByRole("link", { name: "Dogwood" }).waitFor();
    expect(new URL(page.url()).searchParams.get("filter[type][eq]")).toBe("customer");
  });

  test("opened by its address it claims no place in a list", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await openAccount(page, "Birch");
    expect(await page.getByRole("button", { name: "Next record" }).count()).toBe(0);
  });

  test("shows its story whatever width the window takes, and is alone on paper", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.setViewportSize({ width: 800, height: 900 });
    await openAccount(page, "Birch");
    const open = page.getByRole("tab", { selected: true });
    expect(await open.innerText()).toBe("Details");
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(() => open.innerText()).toBe("Timeline");
    await page.emulateMedia({ media: "print" });
    const [frame, tabs, details] = [
      page.getByRole("navigation").first(),
      page.getByRole("tablist"),
      page.getByRole("complementary", { name: "Details" }),
    ];
    expect(await Promise.all([frame, tabs, details].map((part) => part.isVisible()))).toEqual([false, false, true]);
  });

  test("takes notes and tasks by keys, keeps a draft, and ticks a task where it is told of", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await openAccount(page, "Birch");
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "New note" }).fill("Half a thou");
    await page.reload();
    const note = page.getByRole("textbox", { name: "New note" });
    await expect.poll(() => note.inputValue()).toBe("Half a thou");
    await note.fill("A whole thought");
    await note.press("Control+Enter");
    await page.getByRole("link", { name: "A whole thought" }).waitFor();
    await expect.poll(() => note.inputValue()).toBe("");

    await note.press("Escape");
    await page.keyboard.press("t");
    await page.getByRole("textbox", { name: "New task" }).fill("Plant more");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "Tasks" }).click();
    await page.getByRole("checkbox", { name: "Plant more is done" }).check();
    await page.getByText("Task completed").waitFor();
    expect((await app.as("mia").get("/api/tasks")).body.data).toMatchObject([
      { title: "Plant more", status: "completed", assigneeId: app.userId("mia") },
    ]);
  });

  test("a draft is its writer's, also in a tab that is somebody else's next", async () => {
    // What the page still asks for when the cookies go.
    const page = await browser.visit(app.origin, { as: "mia", refused: /\/api\// });
    await openAccount(page, "Birch");
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "New note" }).fill("Between you and me");
    await page.context().clearCookies();
    const signedIn = await page.request.post("/api/auth/sign-in/email", {
      data: { email: "ada@example.test", password },
      headers: { origin: app.origin },
    });
    expect(signedIn.ok()).toBe(true);
    await page.reload();
    await page.getByRole("button", { name: /Your account:.*Ada/ }).waitFor();
    await page.keyboard.press("n");
    expect(await page.getByRole("textbox", { name: "New note" }).inputValue()).toBe("");
  });

  test("finds a twin and makes one of the two", async () => {
    await app.as("mia").post("/api/accounts", { name: "Dogwood Ltd", phone: "+1 415 555 0100" });
    const page = await browser.visit(app.origin, { as: "mia" });
    await openAccount(page, "Dogwood");
    await page.getByText("1 possible duplicate").waitFor();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("radio", { name: "The other: Dogwood Ltd" }).check();
    await page.getByRole("button", { name: "Merge the two" }).click();
    // Exactly: the dialog is named after the other as well.
    await page.getByRole("heading", { name: "Dogwood Ltd", level: 2, exact: true }).waitFor();
    await page.getByRole("complementary", { name: "Details" }).getByText("+1 415 555 0100").waitFor();
    await page.getByText("possible duplicate").waitFor({ state: "detached" });
  });

  async function openAccount(page: Page, name: string): Promise<void> {
    const { data } = (await app.as("mia").get(`/api/accounts?filter[name][eq]=${name}`)).body;
    await page.goto(`/accounts/${data[0].id}`);
    await page.getByRole("heading", { name, level: 2 }).waitFor();
  }
});
