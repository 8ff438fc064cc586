import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const companies = `Company,Umsatz,Founded,Nickname,Country
Borealis,"1.200,50",1999,Bo,Germany
Cygnus,"80,25",2004,Cy,France
Draco,"many",2011,Dr,Spain
`;

describe("an import", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("ada").post("/api/accounts", { name: "Cygnus", yearFounded: 1950 });
  });

  test("a dropped file is mapped, rehearsed, imported, reported, undone and found again", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/accounts/import");
    await dropFile(page, "companies.csv", companies);
    await expectField(page, "Company", "Name *");
    await expectField(page, "Umsatz", "Annual revenue");
    await page.getByText("One column is left out.").waitFor();
    await page.getByRole("button", { name: "Keep it as a custom field" }).click();
    await expectField(page, "Nickname", "New custom field");
    await page.getByText(/“1.200,50” is read as 1,200.5/).waitFor();
    await page.getByText("Rows are recognized by name.").waitFor();
    await page.getByRole("button", { name: "See what will happen" }).click();

    await page.getByRole("heading", { name: "This is what will happen" }).waitFor();
    expect(await countsOf(page)).toEqual(["1", "1", "0", "1"]);
    await page.getByRole("cell", { name: /“many” is not a number/ }).waitFor();
    expect((await app.as("ada").get("/api/accounts")).body.data).toHaveLength(1);

    // The address holds the import: a reload loses nothing.
    await page.reload();
    await page.getByRole("button", { name: "Import 2 accounts" }).click();
    await page.getByRole("heading", { name: "2 accounts imported" }).waitFor();
    expect(await countsOf(page)).toEqual(["1", "1", "0", "1"]);
    expect(await downloaded(page)).toContain("4,Umsatz,“many” is not a number");

    await page
      .getByRole("link", { name: "Show the 1 new" })
      .or(page.getByRole("link", { name: "Show the new record" }))
      .click();
    await page.getByRole("link", { name: "Borealis" }).waitFor();
    expect(await page.getByRole("link", { name: "Cygnus" }).count()).toBe(0);

    await page.goto("/imports");
    await page.getByText("Done, some rows failed").waitFor();
    await page.getByRole("link", { name: "companies.csv" }).click();
    await page.getByRole("heading", { name: "2 accounts imported" }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByRole("button", { name: "Undo the import" }).click();
    await page.getByRole("heading", { name: "The import is undone" }).waitFor();
    const { body } = await app.as("ada").get("/api/accounts");
    expect(body.data.map(({ name, yearFounded }: Record<string, unknown>) => [name, yearFounded])).toEqual([
      ["Cygnus", 1950],
    ]);
    await page.getByRole("link", { name: "Past imports" }).click();
    await page.getByText("Undone").waitFor();
  });

  test("a file that is no CSV is told before it is sent, in words that help", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/contacts/import");
    await dropFile(page, "people.xlsx", "PK\u0003\u0004");
    await page.getByRole("alert").getByText("“people.xlsx” is a spreadsheet, not CSV").waitFor();
    await dropFile(page, "nothing.csv", "");
    await page.getByRole("alert").getByText("“nothing.csv” is empty").waitFor();
    await dropFile(page, "twice.csv", "Last name,Email,Email\nDoe,a@x.test,b@x.test\n");
    await expectField(page, "Email (2)", "Second email");
    expect(await page.getByRole("option", { name: "New custom field" }).count()).toBe(0);
  });

  test("days that can be read in two ways are asked for, with the answer shown", async () => {
    const page = await browser.visit(app.origin, { as: "mia", viewport: { width: 390, height: 844 } });
    await page.goto("/opportunities/import");
    await dropFile(page, "deals.csv", "Name,Close date\nOne,03/04/2026\nTwo,05/06/2026\n");
    await page.getByText("“03/04/2026” can be two days. Which one is meant?").waitFor();
    expect(await page.getByRole("button", { name: "See what will happen" }).isDisabled()).toBe(true);
    await page.getByLabel(/^Dates/).click();
    await page.getByRole("option", { name: "Day first: Apr 3, 2026" }).click();
    await page.getByRole("button", { name: "See what will happen" }).click();
    await page.getByRole("button", { name: "Import 2 opportunities" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

/** Lets a file go over the page, as from a file manager. */
async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  const data = await page.evaluateHandle(
    ([title, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text!], title!, { type: "text/csv" }));
      return transfer;
    },
    [name, content],
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

async function expectField(page: Page, column: string, field: string | RegExp): Promise<void> {
  await expect.poll(() => page.getByLabel(`Field for ${column}`, { exact: true }).innerText()).toMatch(field);
}

function countsOf(page: Page): Promise<string[]> {
  return page.locator("main dl").first().locator("dd").allInnerTexts();
}

async function downloaded(page: Page): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download these rows" }).click();
  return readFileSync(await (await coming).path(), "utf8");
}
