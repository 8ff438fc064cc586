import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe("the settings", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
  });

  test("theme, region and time zone follow a person to another browser", async () => {
    const desk = await browser.visit(app.origin, { as: "mia" });
    await desk.goto("/settings/preferences");
    await desk.getByRole("radio", { name: "Dark" }).check();
    await isDark(desk, true);
    const example = desk.getByRole("status").filter({ hasText: "1,234.50" });
    await example.waitFor();
    await pick(desk, "Region", "german", "German (Germany)");
    await pick(desk, "Time zone", "kirit", /Kiritimati/);
    await desk.getByRole("status").filter({ hasText: "1.234,50" }).waitFor();
    // What is not saved is asked for.
    await desk.getByRole("link", { name: "Sessions" }).click();
    const asked = desk.getByRole("dialog", { name: "Leave without saving?" });
    await asked.getByRole("button", { name: "Cancel" }).click();
    await asked.waitFor({ state: "detached" });
    await desk.getByRole("button", { name: "Save" }).click();
    await desk.getByText("Not saved yet").waitFor({ state: "detached" });

    const laptop = await browser.visit(app.origin, { as: "mia", locale: "en-US", timezoneId: "America/New_York" });
    await laptop.goto("/settings/preferences");
    await isDark(laptop, true);
    expect(await laptop.getByLabel("Region").inputValue()).toBe("German (Germany)");
    await laptop.goto("/settings/sessions");
    const signedIn = laptop.getByText(/^Signed in/).first();
    expect(await signedIn.innerText()).toContain(inKiritimati().slice(0, 10));
    // Before any answer of the server, from what the browser remembers.
    await laptop.reload({ waitUntil: "commit" });
    await isDark(laptop, true);
  });

  test("an owner renames the organization, and everybody sees it", async () => {
    const ada = await browser.visit(app.origin, { as: "ada" });
    await ada.goto("/settings/organization");
    await ada.getByLabel("Name").fill("Acme Works");
    await ada.getByRole("button", { name: "Save" }).click();
    await ada.getByRole("button", { name: "Acme Works" }).waitFor();
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/organization");
    await alan.getByText("Only owners can change this.").waitFor();
    await alan.getByRole("definition").filter({ hasText: "Acme Works" }).waitFor();
    expect(await alan.getByRole("button", { name: "Save" }).count()).toBe(0);
    await app.as("ada").patch("/api/organization", { name: "Acme" });
  });

  test("two people are invited at once; one joins, gets another role and is removed", async () => {
    const ada = await browser.visit(app.origin, { as: "ada" });
    await ada.goto("/settings/members");
    await ada.getByText("An organization has at least one owner.").waitFor();
    await ada.getByRole("button", { name: "Invite" }).click();
    const dialog = ada.getByRole("dialog");
    await dialog.getByLabel("Email").fill("olga@example.test, ben@example.test");
    await ada.keyboard.press("Enter");
    const link = await dialog.getByLabel("Invitation link for olga@example.test", { exact: true }).inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    const line = (text: string) => ada.getByRole("listitem").filter({ hasText: text });
    await line("ben@example.test").getByRole("button", { name: "Withdraw" }).click();
    await line("ben@example.test").waitFor({ state: "detached" });

    expect((await app.as("olga").post(`/api/invitations/${link.split("/").at(-1)}/accept`)).status).toBe(200);
    await ada.reload();
    await ada.getByRole("combobox", { name: /Role of olga/i }).click();
    await ada.getByRole("option", { name: "Viewer" }).click();
    await ada.getByText(/olga is now viewer/i).waitFor();
    const members = async () => (await app.as("ada").get("/api/organization/members")).body.data;
    expect(await members()).toContainEqual(expect.objectContaining({ email: "olga@example.test", role: "viewer" }));
    await line("olga@example.test").getByRole("button", { name: "Remove" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await line("olga@example.test").waitFor({ state: "detached" });
  });

  test("a key is made, shown once, used by a program and revoked", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/api-keys");
    await alan.getByRole("button", { name: "New key" }).click();
    const dialog = alan.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Nightly sync");
    await alan.keyboard.press("Enter");
    const key = await dialog.getByLabel("API key", { exact: true }).inputValue();
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    const ask = () => fetch(`${app.origin}/api/accounts`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    await alan.getByRole("button", { name: "Revoke Nightly sync" }).click();
    await alan.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await alan.getByText("No keys yet").waitFor();
    expect((await ask()).status).toBe(401);
  });

  test("fields of one's own are added, put in order, shown in the form and removed with their values", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/fields");
    for (const label of ["Region code", "Seats"]) {
      await alan.getByRole("button", { name: "New field" }).click();
      await alan.getByRole("dialog").getByLabel("Label").fill(label);
      await alan.keyboard.press("Enter");
      await alan.getByRole("button", { name: `Edit ${label}` }).waitFor();
    }
    await handle(alan, "Seats").press("ArrowUp");
    const names = async () =>
      (await app.as("alan").get("/api/custom-fields?recordType=account")).body.data.map(
        (field: { label: string }) => field.label,
      );
    await expect.poll(names).toEqual(["Seats", "Region code"]);
    expect(await handle(alan, "Seats").evaluate((element) => element === document.activeElement)).toBe(true);

    const values = { name: "Tyrell", custom: { region_code: "EMEA-7" } };
    const { id } = (await app.as("mia").post("/api/accounts", values)).body;
    await alan.goto(`/accounts/${id}`);
    await alan.getByText("EMEA-7").first().waitFor();
    await alan.goto("/accounts");
    await alan
      .getByRole("button", { name: /^New account/ })
      .first()
      .click();
    const field = alan.getByRole("dialog").getByLabel("Region code");
    await alan
      .locator("details")
      .filter({ has: alan.getByLabel("Region code") })
      .locator("summary")
      .click();
    await field.waitFor();
    await alan.goto("/settings/fields");
    await alan.getByRole("button", { name: "Remove Region code" }).click();
    await alan.getByText("1 account has a value of it").waitFor();
    await alan.getByRole("button", { name: "Remove with its values" }).click();
    await alan.getByText("“Region code” is removed from accounts").waitFor();
    expect(await names()).toEqual(["Seats"]);
  });

  test("stages are put in order with the keyboard and with the mouse", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/pipelines");
    const stages = async () =>
      (await app.as("alan").get("/api/pipelines")).body.data[0].stages.map((stage: { name: string }) => stage.name);
    const [first, second, third] = await stages();
    await handle(alan, first).press("ArrowDown");
    await handle(alan, first).press("ArrowDown");
    await expect.poll(async () => (await stages()).slice(0, 3)).toEqual([second, third, first]);
    await alan.getByText(`${first} is now 3 of`).waitFor({ state: "attached" });
    const [from, to] = [await middleOf(alan, first), await middleOf(alan, second)];
    await alan.mouse.move(from.x, from.y);
    await alan.mouse.down();
    await alan.mouse.move(to.x, to.y + 4, { steps: 4 });
    await alan.mouse.up();
    await expect.poll(async () => (await stages()).slice(0, 3)).toEqual([first, second, third]);
  });

  test("what was deleted is found in the trash and restored, or deleted for good", async () => {
    const mia = app.as("mia");
    for (const lastName of ["Deckard", "Batty"]) {
      const { id } = (await mia.post("/api/contacts", { lastName })).body;
      await mia.delete(`/api/contacts/${id}`);
    }
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/trash");
    await alan
      .getByText(/by mia/i)
      .first()
      .waitFor();
    await alan.getByRole("searchbox").fill("deck");
    await alan.getByText("Batty").waitFor({ state: "detached" });
    await alan.getByRole("button", { name: "Restore Deckard" }).click();
    await alan.getByText("Contact restored").waitFor();
    await alan.getByRole("searchbox").fill("");
    await alan.getByRole("button", { name: "Empty" }).click();
    await alan.getByRole("button", { name: "Delete all for good" }).click();
    await alan.getByText("1 deleted for good").waitFor();
    expect((await mia.get("/api/contacts")).body.data).toMatchObject([{ lastName: "Deckard" }]);
    expect((await mia.get("/api/contacts?trash=only")).body.data).toEqual([]);
  });

  test("a session that is ended signs the other browser out", async () => {
    const [desk, laptop] = [
      await browser.visit(app.origin, { as: "alan" }),
      await browser.visit(app.origin, {
        as: "alan",
        refused: /\/api\//,
        userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
      }),
    ];
    await laptop.goto("/settings/profile");
    await desk.goto("/settings/sessions");
    await desk.getByRole("button", { name: /Sign out Firefox on Windows/ }).click();
    await desk.getByText("Signed out on Firefox on Windows").waitFor();
    await desk.getByRole("button", { name: /Sign out Firefox on Windows/ }).waitFor({ state: "detached" });
    await laptop.reload();
    await laptop.getByRole("button", { name: "Sign in" }).waitFor();
  });

  test("a viewer has settings of their own alone, on a phone as a list and its pages", async () => {
    const victor = await browser.visit(app.origin, { as: "victor", ...phone });
    await victor.goto("/settings");
    const pages = victor.getByRole("navigation", { name: "Settings" }).getByRole("link");
    await expect.poll(() => pages.count()).toBe(4);
    await pages.filter({ hasText: "Preferences" }).tap();
    await victor.getByRole("heading", { name: "Region and time" }).waitFor();
    expect(await pages.first().isVisible()).toBe(false);
    expect(await victor.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await victor.getByRole("link", { name: "Settings" }).first().tap();
    await pages.filter({ hasText: "Profile" }).waitFor();
    await victor.goto("/settings/members");
    await victor.getByRole("heading", { name: "You may not see this" }).waitFor();
  });
});

async function isDark(page: Page, dark: boolean): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(dark);
}

/** Types into an open choice and takes what it offers. */
async function pick(page: Page, label: string, text: string, name: string | RegExp): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByRole("option", { name }).first().click();
}

function handle(page: Page, name: string) {
  return page.getByRole("button", { name: `Move ${name}: arrow keys` });
}

async function middleOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = (await handle(page, name).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Now, as a German on the first island of the day writes it. */
function inKiritimati(): string {
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: "Pacific/Kiritimati" } as const;
  return new Intl.DateTimeFormat("de-DE", options).format(new Date());
}
