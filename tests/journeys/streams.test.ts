import { beforeAll, describe, expect, test } from "vitest";
import { refuseWith, startReceiver } from "../receiver.ts";
import type { Receiver } from "../receiver.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the streams of the audit log", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  let receiver: Receiver;
  beforeAll(async () => {
    app = await servedApp({ WEBHOOK_ALLOW_PRIVATE: "true" });
    receiver = await startReceiver();
  });

  test("one is made, tested, paused, resumed, sent again, given a new secret and deleted", async () => {
    const alan = await browser.visit(app.origin, { as: "alan", refused: /audit-streams/ });
    await alan.goto("/settings/streams");
    await alan.getByText("The log goes nowhere yet").waitFor();
    await alan.getByRole("button", { name: "New stream" }).click();
    const dialog = alan.getByRole("dialog");
    await dialog.getByLabel("Name").fill("SIEM");
    await dialog.getByLabel("Send to").fill("https://ada:secret@siem.example.com/");
    await alan.keyboard.press("Enter");
    await dialog.getByText("Must hold no user name and no password.").waitFor();
    await dialog.getByLabel("Send to").fill(receiver.url);
    await dialog.getByRole("button", { name: "Create stream" }).click();
    const secret = await dialog.getByLabel("Signing secret").inputValue();
    expect(secret).toMatch(/^whsec_/);
    await dialog.getByRole("button", { name: "I have kept it" }).click();

    const line = alan.getByRole("listitem").filter({ hasText: receiver.url });
    await line.getByText("Active").waitFor();
    const act = async (name: string) => {
      await line.getByRole("button", { name: "Actions on SIEM" }).click();
      await alan.getByRole("menuitem", { name }).click();
    };
    await act("Send a test");
    await alan.getByText("It was taken, with the answer 204").waitFor();
    await act("Pause");
    await line.getByText("Paused").waitFor();
    receiver.answer(refuseWith(503));
    await act("Resume");
    await expect
      .poll(async () => (await app.as("ada").get("/api/organization/audit-streams")).body.streams[0].status, {
        timeout: 10_000,
      })
      .toBe("failing");
    await alan.reload();
    await line.getByText("Failing").waitFor();
    await line.getByText("The receiver answered 503.").waitFor();
    receiver.answer((response) => response.end());
    await act("Send again from…");
    await dialog.getByLabel("From event No.").fill("1");
    await dialog.getByRole("button", { name: "Send again" }).click();
    await alan.getByText("“SIEM” goes on from No. 1").waitFor();
    await expect
      .poll(() => receiver.deliveries.map(({ body }) => body.firstSequence), { timeout: 10_000 })
      .toContain(0);
    await act("New secret…");
    await dialog.getByRole("button", { name: "Make it" }).click();
    expect(await dialog.getByLabel("Signing secret").inputValue()).not.toBe(secret);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await act("Delete…");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await alan.getByText("The log goes nowhere yet").waitFor();
  });

  test("members and viewers see nothing of it", async () => {
    for (const person of ["mia", "victor"] as const) {
      const page = await browser.visit(app.origin, { as: person, refused: /audit-streams/ });
      await page.goto("/settings");
      await page.getByRole("link", { name: "Preferences" }).first().waitFor();
      expect(await page.getByRole("link", { name: "Streams" }).count()).toBe(0);
    }
  });
});
