import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { password } from "../app.ts";
import { authenticator } from "../authenticator.ts";
import type { Authenticator } from "../authenticator.ts";
import { asOwner, enrolled, made } from "../event-cases/fixtures.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("two-factor authentication", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
  });

  test("is turned on, signs in by code and by recovery code, and is turned off", async () => {
    const mia = await browser.visit(app.origin, { as: "mia", refused: /\/api\// });
    await mia.goto("/settings/two-factor");
    await mia.getByRole("button", { name: "Turn on…" }).click();
    const { phone, codes } = await enrol(mia);
    expect(codes).toHaveLength(10);
    await mia.getByText("10 are left").waitFor();

    const laptop = await browser.visit(app.origin, { refused: /\/api\// });
    await givePassword(laptop, "mia");
    const code = laptop.getByLabel("Code", { exact: false }).first();
    await code.waitFor();
    expect(await code.getAttribute("autocomplete")).toBe("one-time-code");
    expect(await faultsOf(laptop)).toEqual([]);
    await code.fill("000000");
    await laptop.keyboard.press("Enter");
    await laptop.getByText("Is wrong.").waitFor();
    await code.fill(phone.next());
    await laptop.getByLabel("Trust this browser").check();
    await laptop.keyboard.press("Enter");
    await laptop.getByRole("link", { name: "Contacts" }).first().waitFor();
    await laptop.goto("/settings/two-factor");
    await laptop.getByText("This browser").waitFor();

    const borrowed = await browser.visit(app.origin, { refused: /\/api\// });
    await givePassword(borrowed, "mia");
    await borrowed.getByRole("button", { name: "Use a recovery code" }).click();
    await borrowed.getByLabel("Recovery code").fill(codes[0]!);
    await borrowed.keyboard.press("Enter");
    await borrowed.getByRole("link", { name: "Contacts" }).first().waitFor();
    await borrowed.goto("/settings/two-factor");
    await borrowed.getByText("9 are left").waitFor();
    expect(await faultsOf(borrowed)).toEqual([]);

    await borrowed.getByRole("button", { name: "Turn off…" }).click();
    const dialog = borrowed.getByRole("dialog");
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByLabel("Code", { exact: false }).last().fill(codes[1]!);
    await dialog.getByRole("button", { name: "Turn off" }).click();
    await borrowed.getByRole("button", { name: "Turn on…" }).waitFor();
  });

  test("is required by an owner: a member is led to it in the middle of their work, and goes on", async () => {
    const owner = await enrolled(app);
    await made(owner.client.post("/api/organizations", { name: "Careful" }));
    const { url } = await made(
      owner.client.post("/api/organization/invitations", { email: "victor@example.test", role: "member" }),
    );
    const victor = await browser.visit(app.origin, { as: "victor", refused: /\/api\// });
    await victor.goto(new URL(url).pathname);
    await victor.getByRole("button", { name: "Join" }).click();
    await victor.getByRole("button", { name: "Careful" }).waitFor();
    await victor.goto("/accounts");
    await victor.getByRole("heading", { name: "Accounts" }).first().waitFor();
    await made(owner.client.patch("/api/organization", { requireTwoFactor: true }));

    await victor.getByRole("link", { name: "Contacts" }).first().click();
    await victor.getByRole("link", { name: "Set it up" }).click();
    await victor.getByRole("heading", { name: "Set up two-factor authentication" }).waitFor();
    expect(await faultsOf(victor)).toEqual([]);
    await enrol(victor);
    await victor.waitForURL(/\/contacts/);
    await victor.getByRole("heading", { name: "Contacts" }).first().waitFor();
  });

  test("an owner requires it, and confirms who they are before letting go of it", async () => {
    const ada = await browser.visit(app.origin, { as: "ada", refused: /\/api\// });
    await ada.goto("/settings/organization");
    expect(await ada.getByRole("button", { name: "Require…" }).isDisabled()).toBe(true);
    await ada.getByRole("link", { name: "Turn it on for yourself" }).click();
    await ada.getByRole("button", { name: "Turn on…" }).click();
    const { phone } = await enrol(ada);
    await ada.getByText("10 are left").waitFor();
    await ada.goto("/settings/organization");
    await ada.getByRole("button", { name: "Require…" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Require" }).click();
    await ada.getByText("Required", { exact: true }).waitFor();

    await signedInLongAgo(app);
    await ada.getByRole("button", { name: "Make optional…" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Make optional" }).click();
    const again = ada.getByRole("dialog", { name: "Confirm that it is you" });
    await again.getByLabel("Password").fill(password);
    await again.getByLabel("Code", { exact: false }).last().fill(phone.next());
    expect(await faultsOf(ada)).toEqual([]);
    await again.getByRole("button", { name: "Confirm" }).click();
    await ada.getByRole("button", { name: "Require…" }).waitFor();
  });
});

/** Password, secret, first code, recovery codes: with the app's eyes on the secret that is shown. */
async function enrol(page: Page): Promise<{ phone: Authenticator; codes: string[] }> {
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const secret = (await page.getByLabel("Secret").inputValue()).replaceAll(" ", "");
  expect(await faultsOf(page)).toEqual([]);
  const phone = authenticator(`otpauth://totp/x?secret=${secret}`, "present");
  const code = page.getByLabel("Code", { exact: false }).last();
  await code.fill(phone.next());
  await code.press("Enter");
  const kept = page.getByRole("button", { name: "I have kept them" });
  await kept.waitFor();
  expect(await faultsOf(page)).toEqual([]);
  const codes = await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  await kept.click();
  return { phone, codes };
}

async function givePassword(page: Page, person: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(`${person}@example.test`);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

/** As if Ada had signed in a quarter of an hour ago. */
async function signedInLongAgo(app: ServedApp): Promise<void> {
  await asOwner(app, "update auth.session_proof set proved_at = now() - interval '15 minutes'");
}
