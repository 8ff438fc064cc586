import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/identifier.ts";
import { asOwner } from "../event-cases/fixtures.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("what is wrong with the installation", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await app.as("olga").post("/api/organizations", { name: "Operations" });
    await asOwner(
      app,
      "insert into alert (id, rule, severity, raised_at, value, worst, threshold, told_at) values ($1, 'error_rate', 'critical', now(), 12.5, 12.5, 5, now())",
      [newId()],
    );
  });

  test("is told first, with what to do next; it is silenced, and its threshold is changed", async () => {
    const page = await browser.visit(app.origin, { as: "olga" });
    await page.goto("/operator/alerts");
    await page.getByText(/^Look at the newest errors/).waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: /^Alerts\s*1 open$/ }).waitFor();

    await page.getByRole("button", { name: "Silence", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "A day" }).click();
    await dialog.getByLabel("Reason").fill("Being mended");
    await dialog.getByRole("button", { name: "Silence", exact: true }).click();
    await page.getByText(/^Silent until .*, by Olga: Being mended$/).waitFor();
    await page.getByRole("button", { name: "End silence" }).click();
    await page.getByRole("button", { name: "Silence", exact: true }).waitFor();

    await page.getByRole("button", { name: "Change the rule Requests fail" }).click();
    const threshold = dialog.getByLabel("Raise it above (percent)");
    await threshold.fill("2.5");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("above 2.5%, for 2 min (usually 5%)").waitFor();
    const { rules } = (await app.as("olga").get("/api/admin/alerts")).body;
    expect(rules.find(({ name }: { name: string }) => name === "error_rate")).toMatchObject({ threshold: 2.5 });
    await page.getByRole("button", { name: "Change the rule Requests fail" }).click();
    await dialog.getByRole("button", { name: "Back to 5%" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("above 5%, for 2 min").waitFor();
  });
});
