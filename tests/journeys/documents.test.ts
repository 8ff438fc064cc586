import type { Locator } from "playwright-core";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("documents", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let account: string;
  beforeAll(async () => {
    app = await servedApp();
    account = (await app.as("mia").post("/api/accounts", { name: "Initech" })).body.id;
  });

  test("files dropped on a record's page become its documents", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto(`/accounts/${account}`);
    await page.getByRole("tab", { name: /Files|Documents/ }).click();
    await drop(page.getByRole("tabpanel"), { "offer.txt": "An offer", "terms.txt": "Terms" });
    await page.getByRole("link", { name: "offer", exact: true }).waitFor();
    await page.getByRole("link", { name: "terms", exact: true }).waitFor();
    const documents = async () => (await app.as("mia").get("/api/documents?sort=name")).body.data;
    await expect.poll(documents).toMatchObject([
      { name: "offer", filename: "offer.txt", size: 8, links: [{ type: "account", id: account }] },
      { name: "terms", filename: "terms.txt" },
    ]);
  });

  test("several are uploaded at once, a newer version is dropped, and the old one is downloaded and restored", async () => {
    const page = await browser.visit(app.origin, { as: "mia" });
    await page.goto("/documents");
    await page.getByRole("button", { name: "Upload documents" }).click();
    const dialog = page.getByRole("dialog", { name: "Upload documents" });
    await dialog.getByText("Up to 100 MB each").waitFor();
    await drop(dialog.getByText("Drop files here"), { "plan.txt": "First plan" });
    await page.getByRole("region", { name: "File", exact: true }).waitFor();
    await page.getByRole("region", { name: "Content of the file" }).getByText("First plan").waitFor();

    await drop(page.getByText("Drop a newer version here"), { "plan.txt": "Second plan" });
    await page.getByRole("region", { name: "Content of the file" }).getByText("Second plan").waitFor();
    await page.getByText("Earlier versions").click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download version 1" }).click();
    expect(await readFile(await (await download).path(), "utf8")).toBe("First plan");

    await page.getByRole("button", { name: "Restore version 1" }).click();
    await page.getByRole("region", { name: "Content of the file" }).getByText("First plan").waitFor();
  });
});

/** Lets go of files over an element, as a person does who drags them from a folder. */
async function drop(target: Locator, files: Record<string, string>): Promise<void> {
  await target.evaluate((element, entries) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of entries) dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
    for (const kind of ["dragenter", "dragover", "drop"])
      element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
  }, Object.entries(files));
}
