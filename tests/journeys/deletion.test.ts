import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("an organization is to be deleted, and is kept", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("ada").post("/api/accounts", { name: "Umbrella" });
  });

  test("an owner types its name, everybody reads why nothing can be changed, and the owner takes it back", async () => {
    const mia = await browser.visit(app.origin, { as: "mia", refused: /api\/accounts/ });
    await mia.goto("/accounts");
    await mia.getByRole("button", { name: "New account" }).click();

    const ada = await browser.visit(app.origin, { as: "ada", refused: /organization\/delete/ });
    await ada.goto("/settings/deletion");
    await ada.getByRole("term").filter({ hasText: "Accounts" }).waitFor();
    await ada.getByRole("button", { name: "Delete…" }).click();
    const dialog = ada.getByRole("dialog", { name: "Delete Acme?" });
    await dialog.getByRole("textbox").fill("acme");
    await dialog.getByRole("button", { name: "Delete in 30 days" }).click();
    await dialog.getByText("must be the organization's name", { exact: false }).waitFor();
    expect(await faultsOf(ada), "the dialog").toEqual([]);
    await dialog.getByRole("textbox").fill("Acme");
    await dialog.getByRole("button", { name: "Delete in 30 days" }).click();
    const banner = ada.getByRole("region", { name: "Deletion" });
    await banner.getByText("Acme will be deleted on").waitFor();
    await banner.getByText("in 30 days", { exact: false }).waitFor();
    await ada
      .getByRole("main")
      .getByRole("heading", { name: /^Acme will be deleted on/ })
      .waitFor();
    expect(await faultsOf(ada), "the page with its banner").toEqual([]);

    // Mia has had the form open since before.
    await mia.getByRole("textbox", { name: "Name" }).first().fill("Too late");
    await mia
      .getByRole("dialog")
      .getByRole("button", { name: /^Create/ })
      .first()
      .click();
    await mia.getByRole("dialog").getByText("and can only be read until then", { exact: false }).waitFor();
    await mia.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
    await mia.getByRole("region", { name: "Deletion" }).waitFor();

    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const victor = await browser.visit(app.origin, { as: "victor", ...phone });
    await victor.goto("/accounts");
    await victor.getByRole("region", { name: "Deletion" }).waitFor();
    expect(await victor.getByRole("button", { name: "Cancel the deletion" }).count()).toBe(0);
    expect(await faultsOf(victor), "a phone").toEqual([]);

    await ada.goto("/accounts");
    await ada.getByRole("link", { name: "Umbrella" }).first().waitFor();
    expect(await ada.getByRole("button", { name: "New account" }).count()).toBe(0);
    await banner.getByRole("button", { name: "Cancel the deletion" }).click();
    await ada.getByRole("dialog", { name: "Keep Acme?" }).getByRole("button", { name: "Keep it" }).click();
    await banner.waitFor({ state: "detached" });
    await ada.getByRole("button", { name: "New account" }).first().waitFor();
  });
});
