import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the frame", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let account: string;
  beforeAll(async () => {
    app = await servedApp();
    const ada = app.as("ada");
    account = (await ada.post("/api/accounts", { name: "Müller & Söhne", domain: "mueller.example" })).body.id;
    await ada.post("/api/contacts", { firstName: "Grace", lastName: "Müller", accountId: account });
  });

  test("the palette finds records of every type whatever the accents, and opens one in place or in a tab of its own", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/tasks");
    const found = await search(page, "muller");
    const option = (name: RegExp) => found.getByRole("option", { name });
    await option(/Müller & Söhne.*mueller\.example/).waitFor();
    expect(await option(/Grace Müller/).innerText()).toContain("Müller & Söhne");
    expect(
      await option(/Müller & Söhne.*mueller\.example/)
        .locator("mark")
        .innerText(),
    ).toBe("Müller");

    await option(/Müller & Söhne.*mueller\.example/).hover();
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
    await tab.waitForURL(`**/accounts/${account}`);
    await tab.close();
    expect(new URL(page.url()).pathname).toBe("/tasks");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/accounts/${account}`);
  });

  test("the palette does what one types, and knows where one was", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto(`/accounts/${account}`);
    await page.getByRole("heading", { level: 2, name: "Müller & Söhne" }).waitFor();
    await search(page, "gs");
    await page.getByRole("option", { name: /Go to Settings/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("navigation", { name: "Settings" }).waitFor();
    const empty = await search(page, "");
    await empty
      .getByRole("group", { name: "Recent" })
      .getByRole("option", { name: /Müller & Söhne/ })
      .click();
    await page.waitForURL(`**/accounts/${account}`);
    const kept = await page.evaluate(() => Object.values(localStorage).join(" "));
    expect(kept).toContain(account);
    expect(kept, "names are personal data").not.toContain("Müller");
  });

  test("two keys go to a page; the overview lists them, and the title is where reading goes on", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/tasks");
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
    await page.keyboard.press("?");
    const overview = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await overview.getByText("Opportunity board").waitFor();
    await page.keyboard.press("Escape");
    await overview.waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await page.waitForURL("**/opportunities/board");
    await expect.poll(() => page.title()).toMatch(/Board/);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Contacts" }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Contacts");
  });

  test("the sidebar folds away and stays so", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/tasks");
    const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Contacts" });
    const width = async () => (await link.boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press("[");
    await expect.poll(width).toBeLessThan(before / 2);
    await page.reload();
    await expect.poll(width).toBeLessThan(before / 2);
    await page.getByRole("button", { name: "Show the sidebar" }).click();
    await expect.poll(width).toBe(before);
  });

  test("the theme follows the system until one is chosen, which is remembered", async () => {
    const page = await browser.visit(app.origin, { as: "ada", colorScheme: "dark" });
    const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
    await page.goto("/");
    await expect.poll(isDark).toBe(true);
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(isDark).toBe(false);
    await search(page, "dark");
    const kept = page.waitForResponse((response) => response.request().method() === "PATCH");
    await page.getByRole("option", { name: "Theme: dark" }).click();
    await expect.poll(isDark).toBe(true);
    await kept;
    await page.reload();
    expect(await isDark()).toBe(true);
  });

  test("Ctrl Z takes back what a toast offers to take back", async () => {
    // While a record goes, what is known about it may still be asked for.
    const page = await browser.visit(app.origin, { as: "ada", refused: /duplicates/ });
    const { id } = (await app.as("ada").post("/api/leads", { lastName: "Turing" })).body;
    await page.goto(`/leads/${id}`);
    await page.getByRole("heading", { level: 2, name: "Turing" }).waitFor();
    await page.locator("main header").getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Move to trash" }).click();
    const told = page.getByRole("status").filter({ hasText: "Lead moved to the trash" });
    await told.waitFor();
    await page.keyboard.press("Control+z");
    await page.getByRole("status").filter({ hasText: "Lead restored" }).waitFor();
    expect((await app.as("ada").get(`/api/leads/${id}`)).status).toBe(200);
  });

  test("what is not there says so, and offers a way on", async () => {
    const page = await browser.visit(app.origin, { as: "ada", refused: /00000000|nowhere/ });
    for (const path of ["/nowhere", "/nowhere/at/all", "/accounts/00000000-0000-7000-8000-000000000000"]) {
      await page.goto(path);
      await page.getByRole("link", { name: "Go home" }).click();
      await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
    }
  });

  test("a session that ends is begun again over the page, which keeps what was typed", async () => {
    const page = await browser.visit(app.origin, { as: "mia", refused: /\/api\// });
    await page.goto(`/accounts/${account}`);
    await page.getByLabel("New note").fill("Half a thought");
    await page.context().clearCookies();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tasks" }).hover();
    await page.getByLabel("New note").press("Control+Enter");
    const again = page.getByRole("dialog", { name: "Sign in again" });
    await again.getByLabel("Password").fill("correct horse battery");
    await again.getByRole("button", { name: "Continue" }).click();
    await again.waitFor({ state: "detached" });
    expect(await page.getByLabel("New note").inputValue()).toBe("Half a thought");
    await page.getByLabel("New note").press("Control+Enter");
    await page.getByRole("listitem").filter({ hasText: "Half a thought" }).waitFor();
  });
});

async function search(page: Page, text: string) {
  await page.getByRole("navigation", { name: "Main" }).waitFor();
  await page.keyboard.press("Control+k");
  const dialog = page.getByRole("dialog", { name: "Search and commands" });
  await dialog.getByRole("combobox").fill(text);
  return dialog;
}
