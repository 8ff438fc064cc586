import { AxeBuilder } from "@axe-core/playwright";
import { beforeAll, describe, expect, test } from "vitest";
import { asOwner, made } from "../event-cases/fixtures.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("how long records are kept", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    const lead = { firstName: "Zephyrine", lastName: "Quillfeather", status: "lost" };
    const { id } = await made(app.as("ada").post("/api/leads", lead));
    await asOwner(app, "update lead set updated_at = now() - interval '3 years' where id = $1", [id]);
  });

  test("an owner sees what a rule takes, makes it, pauses it and drops it; an admin is not offered it", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto(`${app.origin}/settings/retention`);
    await page.getByText("Everything is kept").waitFor();
    await page.getByRole("button", { name: "New rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: "Lost" }).check();
    await dialog.getByText("1 record would go now").waitFor();
    await dialog.getByText("Zephyrine Quillfeather").waitFor();
    await dialog.getByLabel("Days").fill("1200");
    await dialog.getByText("Nothing would go now").waitFor();
    await dialog.getByLabel("Days").fill("730");
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    const rule = page.getByRole("listitem", { name: "Leads: lost" });
    await rule.getByText("After 2 years (730 days) without a change, to the trash").waitFor();
    await rule.getByText(/^From /).waitFor();
    const whole = await new AxeBuilder({ page }).analyze();
    expect(whole.violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`)).toEqual([]);
    await rule.getByRole("button", { name: "Pause" }).click();
    await rule.getByText("Paused").waitFor();
    await rule.getByRole("button", { name: "Drop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Drop" }).click();
    await page.getByText("Everything is kept").waitFor();

    const admin = await browser.visit(app.origin, { as: "alan" });
    await admin.goto(`${app.origin}/settings/retention`);
    await admin.getByText("You may not see this").waitFor();
  });
});
