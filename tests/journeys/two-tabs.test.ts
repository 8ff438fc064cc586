import { describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";

describe("two tabs", journey, () => {
  const browser = journeyBrowser();

  test("what is typed in one organization's page is not written into the other tab's organization", async () => {
    const app = await servedApp();
    const ada = app.as("ada");
    const page = await browser.visit(app.origin, { as: "ada", refused: /./ });
    await page.goto("/contacts");
    await page.getByRole("heading", { name: "Contacts" }).first().waitFor();
    const { id } = await page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const made = await fetch("/api/organizations", { method: "POST", headers, body: '{"name": "Other"}' });
      return (await made.json()) as { id: string };
    });
    await page.keyboard.press("c");
    await page.getByLabel("Last name").fill("Hopper");
    await page.keyboard.press("Control+Enter");
    const cover = page.getByRole("dialog", { name: "You went on in another tab" });
    await cover.waitFor();
    const written = () =>
      page.evaluate(async () => ((await (await fetch("/api/contacts")).json()) as { data: unknown[] }).data.length);
    expect(await written()).toBe(0);

    await cover.getByRole("button", { name: "Back to" }).click();
    await cover.waitFor({ state: "detached" });
    expect(await page.getByLabel("Last name").inputValue()).toBe("Hopper");
    await page.getByLabel("Last name").press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await written()).toBe(1);
    expect((await ada.get("/api/me")).body.currentOrganization.id).not.toBe(id);
  });
});
