import { AxeBuilder } from "@axe-core/playwright";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("an auditor", { ...journey, timeout: 120_000 }, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    const { id } = (await app.as("mia").post("/api/accounts", { name: "Umbrella" })).body;
    await app.as("mia").patch(`/api/accounts/${id}`, { vatNumber: "BE0123456789" });
  });

  test("is invited, comes in, and finds the log and nothing else", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/members");
    await alan.getByText("Sees the audit log and nothing else").waitFor();
    await alan.getByRole("button", { name: /^Invite/ }).click();
    const dialog = alan.getByRole("dialog");
    await dialog.getByLabel("Email").fill("auditrix@example.test");
    await dialog.getByLabel("Role").click();
    await alan.getByRole("option", { name: /Auditor/ }).click();
    // Closing, it takes the focus back.
    await alan.getByRole("listbox").waitFor({ state: "hidden" });
    await dialog.getByLabel("Email").press("Enter");
    const link = await dialog.getByLabel("Invitation link").inputValue();

    // A refusal would be in the browser's console, and fail this.
    const aude = await browser.visit(app.origin);
    await aude.goto(link);
    await aude.getByText("as an auditor. You can read and verify the audit log, and nothing else.").waitFor();
    await aude.getByLabel("Your name").fill("Aude Ditrice");
    await aude.getByLabel("Password").fill("aude's own secret");
    await aude.getByRole("button", { name: "Create account and join" }).click();
    await aude.waitForURL("**/audit-log");
    await aude.getByRole("heading", { name: "Audit log" }).waitFor();
    await aude.getByText("Umbrella").first().waitFor();
    // Fields by their labels, and no way to records.
    await aude.locator("summary").filter({ hasText: "VAT number" }).click();
    await aude.getByText("BE0123456789").waitFor();
    expect(await aude.getByRole("link", { name: "Open the account" }).count()).toBe(0);
    await aude.reload();
    await aude.getByText("Umbrella").first().waitFor();

    const links = await aude.getByRole("navigation").getByRole("link").allInnerTexts();
    expect(links.toSorted()).toEqual(["Audit log", "Settings"]);
    const { violations } = await new AxeBuilder({ page: aude }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

    await aude.keyboard.press("c");
    await aude.keyboard.press("Control+k");
    await aude.getByRole("combobox", { name: "Search commands" }).fill("Umbrella");
    await aude
      .getByText(/nothing|no /i)
      .first()
      .waitFor();
    expect(await aude.getByRole("option").count()).toBe(0);
    await aude.getByRole("combobox", { name: "Search commands" }).fill("");
    const offered = (await aude.getByRole("option").allInnerTexts()).join("\n");
    expect(offered).toContain("Go to Audit log");
    expect(offered).not.toMatch(/New (account|record)|contacts|Home|Opportunity|Import|Invite|Members/);
    await aude.keyboard.press("Escape");

    await aude.goto("/");
    await aude.waitForURL("**/audit-log");
    for (const path of ["/accounts", "/opportunities/board", "/imports", "/components"]) {
      await aude.goto(path);
      await aude.getByRole("heading", { name: "There is no such page" }).waitFor();
    }
    await aude.goto("/settings");
    await aude.getByRole("link", { name: "Sessions" }).waitFor();
    const settings = aude.getByRole("navigation", { name: "Settings" }).getByRole("link");
    expect(await settings.allInnerTexts()).toEqual(["Profile", "Preferences", "Two-factor", "Sessions", "Audit log"]);
    await aude.goto("/settings/members");
    await aude.getByRole("heading", { name: "You may not see this" }).waitFor();
  });

  test("has the log under the thumb on a phone", async () => {
    await app.joinAuditor();
    const phone = await browser.visit(app.origin, { as: "aude", viewport: { width: 390, height: 844 } });
    await phone.goto("/settings/profile");
    await phone.getByRole("navigation", { name: "Quick" }).getByRole("link", { name: "Audit log" }).click();
    await phone.getByText("Umbrella").first().waitFor();
  });
});
