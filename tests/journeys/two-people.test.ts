import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("two people in one record", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
  });
  // A refused save is what these journeys are about.
  const visit = (as: "mia" | "alan") => browser.visit(app.origin, { as, refused: /\/api\/accounts\// });
  const create = async (values: object) => (await app.as("mia").post("/api/accounts", values)).body.id as string;

  test("who saves second sees both versions, and what they choose is saved and seen by the other", async () => {
    const id = await create({ name: "Umbrella", phone: "+1 415 555 0100" });
    const [mia, alan] = [await visit("mia"), await visit("alan")];
    for (const page of [mia, alan]) await page.goto(`/accounts/${id}`);
    const typed = await edit(mia, "Phone", "+1 415 555 0111");
    await edit(alan, "Phone", "+1 415 555 0199");
    await alan.keyboard.press("Enter");
    await shows(alan, "+1 415 555 0199");
    await mia.keyboard.press("Enter");

    const dialog = mia.getByRole("dialog", { name: "Alan changed this first" });
    await dialog.waitFor();
    await dialog.getByRole("region", { name: "Theirs" }).getByText("+1 415 555 0199").waitFor();
    await dialog.getByRole("region", { name: "Mine" }).getByText("+1 415 555 0111").waitFor();

    // Nothing typed is lost: Escape leads back to the editor.
    await mia.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await typed.inputValue()).toBe("+1 415 555 0111");
    expect(await saved(id, "phone")).toBe("+1 415 555 0199");

    await typed.press("Enter");
    await dialog.getByRole("button", { name: "Save mine" }).click();
    await dialog.waitFor({ state: "detached" });
    await shows(mia, "+1 415 555 0111");
    expect(await saved(id, "phone")).toBe("+1 415 555 0111");

    await comeBackTo(alan);
    await shows(alan, "+1 415 555 0111");
  });

  test("theirs can be kept", async () => {
    const id = await create({ name: "Wonka", phone: "+1 415 555 0100" });
    const mia = await visit("mia");
    await mia.goto(`/accounts/${id}`);
    await edit(mia, "Phone", "+1 415 555 0111");
    await app.as("alan").patch(`/api/accounts/${id}`, { phone: "+1 415 555 0199" });
    await mia.keyboard.press("Enter");
    await mia.getByRole("button", { name: "Keep theirs" }).click();
    await shows(mia, "+1 415 555 0199");
    expect(await mia.getByRole("textbox", { name: "Phone" }).count()).toBe(0);
  });

  test("different fields are merged without a question", async () => {
    const id = await create({ name: "Initech", phone: "+1 415 555 0100", employees: 3 });
    const mia = await visit("mia");
    await mia.goto(`/accounts/${id}`);
    await edit(mia, "Phone", "+1 415 555 0111");
    await app.as("alan").patch(`/api/accounts/${id}`, { employees: 77 });
    await mia.keyboard.press("Enter");
    await shows(mia, "+1 415 555 0111");
    await shows(mia, "77");
    expect(await mia.getByRole("dialog").count()).toBe(0);
    expect([await saved(id, "phone"), await saved(id, "employees")]).toEqual(["+1 415 555 0111", 77]);
  });

  test("what was typed into a record that went to the trash can be copied, or saved after all", async () => {
    const id = await create({ name: "Hooli", phone: "+1 415 555 0100" });
    const mia = await visit("mia");
    await mia.goto(`/accounts/${id}`);
    await edit(mia, "Phone", "+1 415 555 0111");
    await app.as("alan").delete(`/api/accounts/${id}`);
    await mia.keyboard.press("Enter");
    const dialog = mia.getByRole("dialog", { name: "Alan moved this account to the trash" });
    expect(await dialog.getByRole("textbox", { name: "Your phone" }).inputValue()).toBe("+1 415 555 0111");
    await dialog.getByRole("button", { name: "Restore and save" }).click();
    await shows(mia, "+1 415 555 0111");
    expect(await saved(id, "phone")).toBe("+1 415 555 0111");
  });

  async function saved(id: string, field: string): Promise<unknown> {
    return (await app.as("mia").get(`/api/accounts/${id}`)).body[field];
  }
});

/** Types a new value over a field's and leaves the editor open. */
async function edit(page: Page, label: string, value: string) {
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: `Edit ${label}`, exact: true }).focus();
  await page.keyboard.press("Enter");
  const input = details.getByRole("textbox", { name: label, exact: true });
  await input.fill(value);
  return input;
}

async function shows(page: Page, text: string): Promise<void> {
  await page.getByRole("complementary", { name: "Details" }).getByText(text).waitFor();
}

/** What a browser says when somebody turns to its window again. */
async function comeBackTo(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
}
