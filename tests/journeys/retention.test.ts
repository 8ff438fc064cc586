import { beforeAll, describe, expect, test } from "vitest";
import { ageLog, pruneAcme } from "../aged-log.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("how long the log is kept", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    await ageLog(app, 60, 12);
    await app.as("ada").post("/api/organization/legal-holds", {
      name: "Old case",
      reason: "Court",
      scope: "log",
      to: "2000-01-01",
    });
  });

  test("an owner keeps less after seeing what goes, and finds it in an archive", async () => {
    const page = await browser.visit(app.origin, { as: "ada", acceptDownloads: true });
    await page.goto("/settings/audit-log");
    await page.getByText("Nothing is archived").waitFor();
    const days = page.getByLabel("Keep events for (days)");
    expect(await days.getAttribute("placeholder")).toBe("90");
    // What is being typed is not wrong yet.
    await days.pressSequentially("5");
    const fault = page.getByText("Enter a whole number of days from 30 to 90, or leave it empty.");
    expect(await fault.count()).toBe(0);
    await days.blur();
    await fault.waitFor();
    expect(await faultsOf(page), "a wrong number").toEqual([]);
    await days.fill("30");
    await fault.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save" }).click();
    const asked = page.getByRole("dialog", { name: "Keep events for 30 days only?" });
    await asked.getByText(/^12 events from before .* will go with the next pruning, into an archive\.$/).waitFor();
    expect(await faultsOf(page), "the question").toEqual([]);
    await asked.getByRole("button", { name: "Keep less" }).click();
    await page.getByText("Not saved yet").waitFor({ state: "detached" });
    expect((await app.as("ada").get("/api/organization/audit-retention")).body.effectiveDays).toBe(30);

    expect(await pruneAcme(app)).toBe(12);
    await page.reload();
    await page.getByText(/: 12 events$/).waitFor();
    const archive = page.getByRole("listitem").filter({ hasText: "SHA-256" });
    expect(await archive.innerText()).toContain("12 events");
    expect(await faultsOf(page), "an archive").toEqual([]);
    const [download] = await Promise.all([page.waitForEvent("download"), archive.getByRole("link").click()]);
    expect(download.suggestedFilename()).toMatch(/^audit-log-.*\.jsonl\.gz$/);
  });

  test("an admin reads and changes nothing", async () => {
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto("/settings/audit-log");
    await page.getByText("Only owners can change this.").waitFor();
    await page.getByRole("definition").filter({ hasText: "30 days" }).waitFor();
    expect(await page.getByLabel("Keep events for (days)").count()).toBe(0);
  });
});
