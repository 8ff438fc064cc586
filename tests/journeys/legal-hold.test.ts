import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("legal holds and forgetting", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let contact: string;
  beforeAll(async () => {
    app = await servedApp();
    contact = (await app.as("mia").post("/api/contacts", { firstName: "Zephyrine", lastName: "Quillfeather" })).body.id;
  });

  test("an owner holds a contact, an admin is refused, and after the release the contact is forgotten", async () => {
    const ada = await browser.visit(app.origin, { as: "ada" });
    await ada.goto("/settings/audit-log");
    await ada.getByText("Nothing is held").waitFor();
    expect(await faultsOf(ada), "no holds").toEqual([]);
    await ada.getByRole("button", { name: "New hold" }).click();
    const dialog = ada.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Quillfeather v. Acme");
    await dialog.getByLabel("Why").fill("Letter of their lawyer");
    await dialog.getByLabel("Contact").fill("Zeph");
    await ada.getByRole("option", { name: "Zephyrine Quillfeather" }).click();
    expect(await faultsOf(ada), "a new hold").toEqual([]);
    await dialog.getByRole("button", { name: "Begin hold" }).click();
    await ada.getByRole("listitem").filter({ hasText: "Quillfeather v. Acme" }).waitFor();

    const alan = await browser.visit(app.origin, { as: "alan", refused: /erase|contacts/ });
    await alan.goto("/settings/audit-log");
    await alan.getByText("Letter of their lawyer").waitFor();
    expect(await faultsOf(alan), "a hold").toEqual([]);
    await alan.getByRole("link", { name: "Zephyrine Quillfeather" }).click();
    await alan.getByText("Under legal hold “Quillfeather v. Acme”").waitFor();
    expect(await faultsOf(alan), "a held record").toEqual([]);
    // Why it is refused is said before anything is typed.
    const open = async () => {
      await alan.getByRole("button", { name: "More" }).click();
      await alan.getByRole("menuitem", { name: "Forget this person…" }).click();
    };
    await open();
    const refused = alan.getByRole("dialog", { name: "Zephyrine Quillfeather cannot be forgotten now" });
    await refused.getByText("The legal hold “Quillfeather v. Acme” keeps this until it is released.").waitFor();
    expect(await refused.getByRole("textbox").count()).toBe(0);
    expect(await faultsOf(alan), "a refusal").toEqual([]);
    await refused.getByRole("button", { name: "Close" }).last().click();
    await alan.getByRole("link", { name: "“Quillfeather v. Acme”" }).click();
    await alan.locator("li[aria-current]").getByText("Quillfeather v. Acme").waitFor();

    await ada.getByRole("button", { name: "Release Quillfeather v. Acme" }).click();
    await ada.getByRole("dialog").getByLabel("Why it ends").fill("They settled");
    await ada.getByRole("dialog").getByRole("button", { name: "Release", exact: true }).click();
    await ada.getByText("Nothing is held").waitFor();
    await ada.getByRole("button", { name: "Released", exact: true }).click();
    await ada.getByText("They settled").waitFor();

    await alan.goto(`/contacts/${contact}`);
    await open();
    const forget = alan.getByRole("dialog", { name: "Forget Zephyrine Quillfeather?" });
    expect(await faultsOf(alan), "what is forgotten").toEqual([]);
    await forget.getByRole("textbox").fill("Somebody else");
    await forget.getByRole("button", { name: "Forget for good" }).click();
    await forget.getByText("That is not the name.").waitFor();
    await forget.getByRole("textbox").fill("Zephyrine Quillfeather");
    await forget.getByRole("button", { name: "Forget for good" }).click();
    await alan.getByText("Zephyrine Quillfeather is forgotten").waitFor();
    await expect.poll(() => new URL(alan.url()).pathname).toBe("/contacts");
    expect((await app.as("alan").get(`/api/contacts/${contact}?trash=include`)).status).toBe(404);
  });

  test("a person who has left is forgotten from the members' page", async () => {
    await app.as("ada").delete(`/api/organization/members/${app.userId("victor")}`);
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/settings/members");
    await page.getByRole("button", { name: /^Forget victor$/i }).click();
    const dialog = page.getByRole("dialog", { name: /Forget victor/i });
    const name = (await dialog.locator("strong").innerText()).trim();
    await dialog.getByRole("textbox").fill(name);
    expect(await faultsOf(page), "a former member").toEqual([]);
    await dialog.getByRole("button", { name: "Forget for good" }).click();
    await page.getByText(`${name} is forgotten`).waitFor();
    await page.getByRole("heading", { name: "Former members" }).waitFor({ state: "detached" });
    const { data } = (await app.as("ada").get("/api/organization/former-members")).body;
    expect(data).toEqual([]);
  });

  test("an admin sees holds and changes none, a member sees nothing of them", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/audit-log");
    await alan.getByText("Nothing is held").waitFor();
    expect(await alan.getByRole("button", { name: "New hold" }).count()).toBe(0);
    const mia = await browser.visit(app.origin, { as: "mia" });
    await mia.goto("/settings/audit-log");
    await mia.getByText("You may not see this").waitFor();
  });
});
