import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("what a page ran into", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("olga").post("/api/organizations", { name: "Operations" });
  });

  test("is sent by the browser, and shown to the operator, who clears it", async () => {
    const page = await browser.visit(app.origin, { as: "mia", violates: true });
    await page.goto("/contacts?secret=1");
    await page.getByRole("heading", { name: "Contacts", exact: true }).waitFor();
    await page.evaluate(() => {
      const image = document.createElement("img");
      image.src = "https://elsewhere.example/pixel.png?who=mia";
      document.body.append(image);
    });
    const reports = async () => (await app.as("olga").get("/api/admin/reports")).body.reports;
    await expect
      .poll(reports)
      .toMatchObject([
        { kind: "csp-violation", page: "/contacts", about: "img-src", blocked: "https://elsewhere.example", count: 1 },
      ]);

    const desk = await browser.visit(app.origin, { as: "olga" });
    // Where they were before leads there.
    await desk.goto("/settings/reports");
    await desk.waitForURL("**/operator/reports");
    await desk.getByText("https://elsewhere.example").waitFor();
    await desk.getByText("on /contacts").waitFor();
    await desk.getByRole("button", { name: "Clear" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
    await desk.getByText("Nothing was reported").waitFor();
    expect(await reports()).toEqual([]);
  });

  test("is nothing for others", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/operator/reports");
    await page.getByText("You may not see this").waitFor();
    expect(await page.getByRole("link", { name: "Browser reports" }).count()).toBe(0);
  });
});
