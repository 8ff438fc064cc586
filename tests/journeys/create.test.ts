import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("creating records", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("mia").post("/api/contacts", { firstName: "Ada", lastName: "Byron", email: "taken@example.test" });
  });

  test("a contact with a new account by keyboard alone, a fault at its field, and a birthday in words", async () => {
    const page = await browser.visit(app.origin, { as: "mia", refused: /\/api\/contacts$/ });
    await page.goto("/contacts");
    await page.getByRole("link", { name: "Ada Byron" }).first().waitFor();
    await page.keyboard.press("c");
    const sheet = page.getByRole("dialog", { name: "New contact" });
    await expect.poll(() => focused(page)).toBe("First name");
    await page.keyboard.type("Grace");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Hopper");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Eckert-Mauchly");
    const offer = page.getByRole("option", { name: "Create account “Eckert-Mauchly”" });
    await offer.and(page.locator("[data-highlighted]")).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Account created").waitFor();
    await expect.poll(() => sheet.getByLabel("Account", { exact: true }).inputValue()).toBe("Eckert-Mauchly");
    await sheet.getByLabel("Email", { exact: true }).focus();
    await page.keyboard.type("taken@example.test");
    await sheet.getByText("may be here already").waitFor();
    await page.keyboard.press("Control+Enter");

    await sheet.getByLabel("Email", { exact: true }).and(page.locator("[aria-invalid=true]:focus")).waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("grace@example.test");
    await sheet.getByText("More", { exact: true }).focus();
    await page.keyboard.press("Enter");
    await sheet.getByLabel("Birthday").focus();
    await page.keyboard.type("9 dec 1906");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { level: 2, name: "Grace Hopper" }).waitFor();
    const { body } = await app.as("mia").get("/api/contacts?filter[email][eq]=grace@example.test");
    expect(body.data).toMatchObject([{ birthday: "1906-12-09", account: { title: "Eckert-Mauchly" } }]);
  });

  test("what was typed is kept after Escape and offered again; another can be added at once", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/accounts");
    await page.getByRole("heading", { name: "Accounts" }).waitFor();
    await page.keyboard.press("c");
    const sheet = page.getByRole("dialog", { name: "New account" });
    await sheet.getByLabel(/^Name( \*)?$/).fill("Halfway Ltd");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Continue" }).click();
    await sheet.getByText("your draft from before").waitFor();
    expect(await sheet.getByLabel(/^Name( \*)?$/).inputValue()).toBe("Halfway Ltd");
    await sheet.getByRole("button", { name: "Create and add another" }).click();
    await page.getByText("Account created").waitFor();
    await expect.poll(() => sheet.getByLabel(/^Name( \*)?$/).inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Halfway Ltd" }).first().waitFor();
  });

  test("a task is for whoever writes it, and the home page tells of it", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/tasks");
    await page.getByRole("heading", { name: "Tasks", exact: true }).waitFor();
    await page.keyboard.press("c");
    await page
      .getByRole("dialog", { name: "New task" })
      .getByLabel(/^Title( \*)?$/)
      .fill("Feed the parrot");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { level: 2, name: "Feed the parrot" }).waitFor();
    const { body } = await app.as("mia").get(`/api/tasks?filter[assignee][eq]=${app.userId("mia")}`);
    expect(body.data).toMatchObject([{ title: "Feed the parrot" }]);
    await page.goto("/");
    const mine = page.locator("section").filter({ has: page.getByRole("heading", { name: "My open tasks" }) });
    await mine.getByRole("link", { name: "Feed the parrot" }).waitFor();
  });

  test("a lead becomes what the dialog shows, with the account that is here", async () => {
    const mia = app.as("mia");
    await mia.post("/api/accounts", { name: "Remington Rand", website: "remington.example" });
    const lead = { firstName: "Jean", lastName: "Bartik", company: "Remington", website: "remington.example" };
    const { id } = (await mia.post("/api/leads", { ...lead, estimatedAmount: "1200", currency: "USD" })).body;
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`/leads/${id}`);
    await page.getByRole("button", { name: "Convert" }).click();
    const dialog = page.getByRole("dialog", { name: "Convert Jean Bartik" });
    expect(await dialog.getByRole("radio", { name: /Remington Rand/ }).isChecked()).toBe(true);
    await dialog.getByLabel(/^Name( \*)?$/).fill("Two UNIVACs");
    await dialog.getByLabel("Amount", { exact: true }).fill("1.5k");
    // Whoever comes back sees what converting answered with, even before the lead has been read again.
    await page.route(`**/api/leads/${id}*`, () => undefined);
    await dialog.getByRole("button", { name: "Convert" }).click();
    await page.getByRole("heading", { level: 2, name: "Two UNIVACs" }).waitFor();
    const made = (await mia.get("/api/opportunities?search=UNIVACs")).body.data;
    expect(made).toMatchObject([
      {
        amount: "1500.00",
        currency: "USD",
        account: { title: "Remington Rand" },
        primaryContact: { title: "Jean Bartik" },
      },
    ]);
    await page.getByRole("button", { name: "Back to the lead" }).click();
    await page.getByRole("heading", { level: 2, name: "Jean Bartik" }).waitFor();
    await page
      .getByRole("definition")
      .filter({ hasText: /^Converted$/ })
      .first()
      .waitFor();
    expect(await page.getByRole("button", { name: "Convert" }).count()).toBe(0);
  });

  test("an invoice's totals are the server's while its lines are written, removed and taken back", async () => {
    const account = (await app.as("mia").post("/api/accounts", { name: "Moore School" })).body;
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`/invoices`);
    await page.getByRole("button", { name: "New invoice" }).first().click();
    const sheet = page.getByRole("dialog", { name: "New invoice" });
    await sheet.getByLabel("Account", { exact: true }).fill("Moore");
    await page.getByRole("option", { name: /^Moore School/ }).click();
    await sheet.getByRole("button", { name: "Add a line" }).click();
    await expect.poll(() => focused(page)).toBe("Description");
    await page.keyboard.type("Vacuum tubes");
    await sheet.getByLabel("Quantity").fill("3");
    await sheet.getByLabel("Unit price").fill("33.33");
    await sheet.getByLabel("Tax %").fill("19");
    await page.keyboard.press("Enter");
    await expect.poll(() => sheet.getByLabel("Description").count()).toBe(2);
    await page.keyboard.type("Wiring");
    await sheet.getByLabel("Unit price").nth(1).fill("1k");
    await sheet.getByLabel("Discount %").nth(1).fill("12.5");
    await sheet.getByText(/1,160\.24/).waitFor();
    await sheet.getByRole("button", { name: "Remove Vacuum tubes" }).click();
    await sheet.getByText(/1,041\.25/).waitFor();
    await sheet.getByRole("button", { name: "Undo" }).click();
    await sheet.getByText(/1,160\.24/).waitFor();
    await sheet.getByRole("button", { name: "Create invoice" }).click();

    await page.getByRole("button", { name: "Issue" }).waitFor();
    const invoice = (await app.as("mia").get(`/api/invoices?filter[account][eq]=${account.id}`)).body.data[0];
    expect(invoice).toMatchObject({ subtotal: "1099.99", discount: "125.00", tax: "185.25", total: "1160.24" });
    await page.getByRole("button", { name: "Issue" }).click();
    const letterhead = await app.as("ada").patch("/api/organization", { letterhead: "Acme Ltd.\nVAT GB1" });
    expect(letterhead.status).toBe(200);
    await page.getByRole("dialog").getByText("the number is final").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Issue" }).click();
    await page.getByRole("button", { name: "Record payment" }).click();
    const payment = page.getByRole("dialog", { name: "Record a payment" });
    expect(await payment.getByLabel(/^Amount/).inputValue()).toBe("1160.24");
    // Selected, so that another amount is typed over it.
    await page.keyboard.type("160.24");
    expect(await payment.getByLabel(/^Amount/).inputValue()).toBe("160.24");
    await payment.getByRole("button", { name: "Record payment" }).click();
    await page.getByRole("heading", { name: "Payments" }).waitFor();
    await page
      .locator("main")
      .getByText(/1,000\.00/)
      .filter({ visible: true })
      .first()
      .waitFor();

    await page.emulateMedia({ media: "print" });
    const paper = page.getByRole("article", { name: "On paper" });
    const said = ["Acme Ltd.", "VAT GB1", "Moore School", "INV-", "Vacuum tubes", "Wiring", "1,160.24", "1,000.00"];
    await expect.poll(() => paper.innerText()).toMatch(new RegExp(said.join("[^]*")));
    expect(await page.getByRole("heading", { name: "Payments" }).isVisible()).toBe(false);
  });
});

/** The label of what has the focus. */
function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    return (element?.getAttribute("aria-label") ?? label)?.replace(/ \*$/, "");
  });
}
