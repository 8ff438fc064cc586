import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

/** Draws the pictures of the documentation from the demo organization: `node scripts/screenshots.ts`. */

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/images");
const port = 4790;
const base = `http://localhost:${port}`;
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

interface Picture {
  name: string;
  path: string;
  size: keyof typeof sizes;
  theme: "light" | "dark";
  /** Opens the first record of a list instead. */
  opensRecord?: true;
}

const pictures: Picture[] = [
  { name: "list-light", path: "/opportunities", size: "desktop", theme: "light" },
  { name: "list-dark", path: "/contacts", size: "desktop", theme: "dark" },
  { name: "record-light", path: "/accounts", size: "desktop", theme: "light", opensRecord: true },
  { name: "board-light", path: "/opportunities/board", size: "desktop", theme: "light" },
  { name: "board-dark", path: "/opportunities/board", size: "desktop", theme: "dark" },
  { name: "audit-log-light", path: "/audit-log", size: "desktop", theme: "light" },
  { name: "list-phone", path: "/opportunities", size: "phone", theme: "light" },
  { name: "record-phone", path: "/opportunities", size: "phone", theme: "dark", opensRecord: true },
];

async function startDemo(folder: string): Promise<{ email: string; password: string; stop(): void }> {
  const child = spawn(process.execPath, ["src/cli.ts", "start", "--demo"], {
    cwd: root,
    env: { ...process.env, NEXTCRM_DATA: folder, PORT: String(port), PUBLIC_URL: base },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("is ready at")) break;
  }
  const password = /password is (\S+)/.exec(said)?.[1];
  const email = /(\S+@\S+)\s+owner/.exec(said)?.[1];
  if (!password || !email) throw new Error(`The demo did not print its sign-in:\n${said}`);
  return { email, password, stop: () => child.kill("SIGTERM") };
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto(`${base}/sign-in`);
  await page.fill("input[type=email]", email);
  await page.fill("input[type=password]", password);
  await page.click("button[type=submit]");
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
}

async function draw(browser: Browser, person: { email: string; password: string }, picture: Picture): Promise<void> {
  const context = await browser.newContext({ viewport: sizes[picture.size], colorScheme: picture.theme, locale: "en" });
  const page = await context.newPage();
  await signIn(page, person);
  await page.goto(base + picture.path);
  await page.waitForLoadState("networkidle");
  if (picture.opensRecord) {
    await page.locator(`a[href^='${picture.path}/0']`).first().click();
    await page.getByText("Timeline").first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
  }
  await page.screenshot({ path: join(target, `${picture.name}.png`), animations: "disabled" });
  await context.close();
}

mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-pictures-"));
const demo = await startDemo(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  for (const picture of pictures) await draw(browser, demo, picture);
} finally {
  await browser.close();
  demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`Drew ${pictures.length} pictures into docs/images.`);
