import { beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../event-cases/fixtures.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("an error that somebody tells of", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("olga").post("/api/organizations", { name: "Operations" });
    // No job reads leads: one that failed meanwhile would be an error of its own.
    await asOwner(app, "alter table lead rename to lead_elsewhere");
  });

  test("is found by the request's id that they were shown, and resolved", async () => {
    const page = await browser.visit(app.origin, { as: "mia", fails: /\/api\/leads/ });
    await page.goto("/leads");
    await page.getByText("Something went wrong on our side").first().waitFor({ timeout: 30_000 });
    const told = await page
      .getByText(/^Request [0-9a-f-]{36}$/)
      .first()
      .innerText();
    await expect
      .poll(async () => (await app.as("olga").get(`/api/admin/errors?requestId=${told.slice(8)}`)).body.errors.length)
      .toBe(1);

    const desk = await browser.visit(app.origin, { as: "olga" });
    await desk.goto("/operator/errors");
    await desk.getByRole("searchbox", { name: "Request id" }).fill(told);
    const line = desk.getByRole("link", { name: /DatabaseError 42P01/ });
    expect(await line.innerText()).toContain("GET /api/leads");
    await line.click();
    await desk.getByText(told.slice(8)).waitFor();
    await desk
      .getByText(/^src\/[\w/.-]+:\d+/)
      .first()
      .waitFor();
    await desk.getByRole("button", { name: "Mark as resolved" }).click();
    await desk.getByRole("button", { name: "Open again" }).waitFor();
    await desk.goto("/operator/errors");
    await desk.getByText("Nothing is open").waitFor();
    await desk.getByRole("searchbox", { name: "Request id" }).fill("no id");
    await desk.getByText("This is no request id").waitFor();
  });
});
