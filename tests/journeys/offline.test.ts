import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("without a connection", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("mia").post("/api/accounts", { name: "Umbrella" });
    await app.as("mia").post("/api/tasks", { title: "Count umbrellas", assigneeId: app.userId("mia") });
  });

  test("what was seen stays readable, writing is refused with the text kept, and all of it recovers", async () => {
    const page = await browser.visit(app.origin, { as: "mia", goesOffline: true });
    await page.goto("/accounts");
    await page.getByRole("link", { name: "Umbrella" }).click();
    const note = page.getByLabel("New note");
    await note.waitFor();
    await page.getByRole("link", { name: "Accounts", exact: true }).first().click();
    await page.getByRole("link", { name: "Umbrella" }).click();
    await note.fill("It rains");

    await page.context().setOffline(true);
    const banner = page.getByText("You are offline. What you see may be out of date.");
    await banner.waitFor();
    await note.press("Control+Enter");
    await page.getByText("You are offline. Nothing was changed.").first().waitFor();
    expect(await note.inputValue()).toBe("It rains");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Accounts" }).click();
    await page.getByRole("link", { name: "Umbrella" }).waitFor();

    await app.as("mia").post("/api/accounts", { name: "Added meanwhile" });
    await page.context().setOffline(false);
    await banner.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Added meanwhile" }).waitFor();
  });

  test("a change that failed can be tried again from its toast", async () => {
    const page = await browser.visit(app.origin, { as: "mia", goesOffline: true });
    await page.goto("/tasks");
    const tick = page.getByRole("checkbox", { name: "Count umbrellas is done" });
    await tick.waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline. What you see may be out of date.").waitFor();
    await tick.click();
    const told = page.getByRole("status").filter({ hasText: "You are offline. Nothing was changed." });
    await told.waitFor();
    expect(await tick.isChecked()).toBe(false);
    await page.context().setOffline(false);
    await told.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => tick.isChecked()).toBe(true);
    await page.getByRole("status").filter({ hasText: "Task completed" }).waitFor();
    expect((await app.as("mia").get(`/api/tasks?search=umbrellas`)).body.data[0].status).toBe("completed");
  });
});
