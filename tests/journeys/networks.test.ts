import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const office = { "x-forwarded-for": "203.0.113.7" };
const elsewhere = { "x-forwarded-for": "198.51.100.9" };

describe("from where an organization can be reached", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp({ TRUSTED_PROXY_HOPS: "1" });
  });
  const going = (page: Page, headers: Record<string, string>) => page.context().setExtraHTTPHeaders(headers);

  test("an owner adds networks, enforces them, and mends what would lock them out", async () => {
    const page = await browser.visit(app.origin, { as: "ada", extraHTTPHeaders: office, refused: /networks/ });
    await page.goto("/settings/networks");
    await page.getByText("No networks yet").waitFor();
    expect(await faultsOf(page), "an empty list").toEqual([]);
    const dialog = page.getByRole("dialog");

    await page.getByRole("button", { name: "Add network" }).click();
    await dialog.getByLabel("Network").fill("10.0.0.1/8");
    await page.keyboard.press("Enter");
    await dialog.getByText("did you mean 10.0.0.0/8?").waitFor();
    expect(await faultsOf(page), "a refused network").toEqual([]);
    await dialog.getByLabel("Network").fill("10.0.0.0/8");
    await dialog.getByLabel("Note").fill("Data centre");
    await page.keyboard.press("Enter");
    const lines = page.getByRole("list", { name: "Networks" }).getByRole("listitem");
    await lines.filter({ hasText: "Data centre" }).waitFor();

    // Whoever enforced it now would be outside.
    await page.getByText("It can be enforced once your own address is on the list.").waitFor();
    expect(await page.getByRole("button", { name: "Enforce", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Add it" }).click();
    expect(await dialog.getByLabel("Network").inputValue()).toBe("203.0.113.7");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText("which is on the list").waitFor();
    await page.getByRole("button", { name: "Enforce", exact: true }).click();
    await dialog.getByRole("button", { name: "Enforce" }).click();
    await page.getByText("Enforced", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).first().waitFor();
    expect(await faultsOf(page), "an enforced list, and a toast").toEqual([]);

    await page.getByRole("button", { name: "Remove 203.0.113.7" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByText("you would lock yourself out").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Remove 10.0.0.0/8" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await lines.filter({ hasText: "10.0.0.0/8" }).waitFor({ state: "detached" });
  });

  test("whoever comes from elsewhere is told why, goes to another organization, or comes back", async () => {
    const mia = await browser.visit(app.origin, { as: "mia", extraHTTPHeaders: elsewhere, refused: /./ });
    await mia.goto("/accounts");
    await mia.getByRole("heading", { name: "Not from here" }).waitFor();
    await mia.getByText("your address, 198.51.100.9, is in none of them").waitFor();
    expect(new URL(mia.url()).pathname).toBe("/outside");
    expect(await faultsOf(mia), "the refusal").toEqual([]);
    await going(mia, office);
    await mia.getByRole("button", { name: "Try again" }).click();
    await mia.getByRole("link", { name: "Accounts" }).first().click();
    await mia.getByRole("heading", { name: "Accounts", level: 1 }).waitFor();

    // The page is open and its reader leaves the office.
    await going(mia, elsewhere);
    await mia.getByRole("link", { name: "Contacts" }).first().click();
    const cover = mia.getByRole("dialog", { name: "Not from here" });
    await cover.getByText("198.51.100.9").waitFor();
    expect(await faultsOf(mia), "the cover").toEqual([]);
    await going(mia, office);
    await cover.getByRole("button", { name: "Try again" }).click();
    await cover.waitFor({ state: "detached" });
    await mia.getByRole("heading", { name: "Contacts", level: 1 }).waitFor();

    expect((await app.as("mia").post("/api/organizations", { name: "Hers" })).status).toBe(201);
    await app.as("mia").post(`/api/organizations/${app.organizationId}/switch`);
    await going(mia, elsewhere);
    await mia.goto("/");
    await mia.getByRole("button", { name: "Go to Hers" }).click();
    await mia.getByRole("button", { name: "Organization: Hers" }).waitFor();
  });

  test("a key is bound to networks when it is made, and freed", async () => {
    const page = await browser.visit(app.origin, { as: "ada", extraHTTPHeaders: office, refused: /api-keys/ });
    await page.goto("/settings/api-keys");
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Robot");
    await dialog.getByLabel("Works only from").fill("203.0.113.0/24\n10.0.0.1/8");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByText("10.0.0.1/8: Is an address inside a network").waitFor();
    await dialog.getByLabel("Works only from").fill("203.0.113.0/24");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    const line = page.getByRole("listitem").filter({ hasText: "Robot" });
    await line.getByText("Works only from 203.0.113.0/24").waitFor();
    await line.getByRole("button", { name: "Networks of Robot" }).click();
    await dialog.getByLabel("Works only from").fill("");
    expect(await faultsOf(page), "a key's networks").toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await line.getByText("Works only from").waitFor({ state: "detached" });
  });
});
