import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("who uses the quota", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    for (const [name, requests] of [
      ["Website", 7],
      ["Old script", 3],
    ] as const) {
      const { body } = await app.as("ada").post("/api/organization/api-keys", { name, role: "member" });
      for (let request = 0; request < requests; request++) await app.withKey(body.key).get("/api/contacts");
      if (name === "Old script") await app.as("ada").delete(`/api/organization/api-keys/${body.id}`);
    }
  });

  test("an owner sees it by key and time, and what is left", async () => {
    const ada = await browser.visit(app.origin, { as: "ada" });
    await ada.goto("/settings/usage");
    const line = (name: string) => ada.getByRole("row").filter({ hasText: name });
    await line("Old script").getByText("Revoked").waitFor();
    expect(await line("Website").getByRole("cell").first().innerText()).toBe("7");
    await ada
      .getByRole("listitem")
      .filter({ hasText: "All API keys together" })
      .getByText("of 1,000,000 an hour")
      .waitFor();
    const { body } = await app.as("ada").get("/api/rate-limit");
    const lines = ada.getByRole("listitem").filter({ has: ada.getByRole("progressbar") });
    await lines.nth(body.policies.length).waitFor();
    const labels = (await lines.allInnerTexts()).map((text) => text.split("\n")[0]);
    for (const { name } of body.policies) expect(labels, `${name} has words`).not.toContain(name);

    await ada.getByRole("button", { name: "Website" }).click();
    await ada.getByRole("img", { name: /^Website, last 24 hours: 7 requests, 0 refused/ }).waitFor();
    await ada.getByRole("button", { name: "30 days" }).click();
    await ada.getByRole("img", { name: /^Website, last 30 days: 7 requests/ }).waitFor();
    await ada.getByText("The numbers").click();
    expect(await ada.getByRole("region", { name: "Website, last 30 days" }).getByRole("row").count()).toBeOneOf([2, 3]);

    // The address has it all.
    await ada.reload();
    await ada.getByRole("img", { name: /^Website, last 30 days: 7 requests/ }).waitFor();
    expect(new URL(ada.url()).searchParams.get("period")).toBe("30d");
    await ada.getByRole("button", { name: "Website", pressed: true }).click();
    await ada.getByRole("img", { name: /^Everybody, last 30 days/ }).waitFor();
  });

  test("a member does not; on a phone nothing is wider than the screen", async () => {
    const mia = await browser.visit(app.origin, { as: "mia" });
    await mia.goto("/settings/usage");
    await mia.getByRole("heading", { name: "You may not see this" }).waitFor();
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const alan = await browser.visit(app.origin, { as: "alan", ...phone });
    await alan.goto("/settings/usage?period=90d");
    await alan.getByRole("img", { name: /^Everybody, last 90 days/ }).waitFor();
    expect(await alan.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
});
