import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const password = "grace's own secret";

describe("an invitation", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
  });

  test("goes from an administrator by mail to a new member, who leaves and comes back", async () => {
    const alan = await browser.visit(app.origin, { as: "alan" });
    await alan.goto("/settings/members");
    await alan.getByRole("button", { name: /^Invite/ }).click();
    const dialog = alan.getByRole("dialog");
    await dialog.getByLabel("Email").fill("grace@example.test");
    await alan.keyboard.press("Enter");
    // Where there is no mail server, the link is shown as well.
    const shown = await dialog.getByLabel("Invitation link").inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    await alan.getByRole("listitem").filter({ hasText: "grace@example.test" }).getByText("member").waitFor();

    // A wrong password answers 401, which the browser tells in its console.
    const grace = await browser.visit(app.origin, { refused: /\/api\/auth\/sign-in\/email$/ });
    expect(await mailedLink(app.dataFolder)).toBe(shown);
    await grace.goto(shown);
    await grace.getByRole("heading", { name: "Join Acme" }).waitFor();
    await grace.getByLabel("Your name").fill("Grace Hopper");
    await grace.getByLabel("Password").fill(password);
    await grace.getByRole("button", { name: "Create account and join" }).click();
    await grace.getByRole("heading", { name: /Good \w+, Grace/ }).waitFor();
    await grace.getByRole("button", { name: "Acme" }).waitFor();
    await alan.reload();
    await alan.getByText("Grace Hopper").waitFor();

    await grace.getByRole("button", { name: /Your account: .*Grace Hopper/ }).click();
    await grace.getByRole("menuitem", { name: "Sign out" }).click();
    await signIn(grace, "not her password");
    await expect.poll(() => grace.getByRole("alert").innerText()).toMatch(/password/i);
    expect(new URL(grace.url()).pathname).toBe("/sign-in");
    await signIn(grace, password);
    await grace.getByRole("heading", { name: /Good \w+, Grace/ }).waitFor();
  });

  test("is good for once", async () => {
    const { url } = (
      await app.as("alan").post("/api/organization/invitations", { email: "ada.two@example.test", role: "viewer" })
    ).body;
    const [first, second] = [
      await browser.visit(app.origin),
      await browser.visit(app.origin, { refused: /\/api\/invitations\// }),
    ];
    await first.goto(url);
    await first.getByLabel("Your name").fill("Ada Two");
    await first.getByLabel("Password").fill(password);
    await first.getByRole("button", { name: "Create account and join" }).click();
    await first.getByRole("heading", { name: /Good \w+, Ada/ }).waitFor();
    await second.goto(url);
    await second.getByRole("heading", { name: "This invitation has ended" }).waitFor();
  });
});

async function signIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel("Email").fill("grace@example.test");
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Without a mail server each mail is a file. */
async function mailedLink(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, "outbox");
  const links = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .filter((mail) => mail.includes("grace@example.test"))
      .map((mail) => /http\S+\/invitations\/\S+/.exec(mail)?.[0]);
  return expect
    .poll(() => links()[0])
    .toBeTruthy()
    .then(() => links()[0]!);
}
