import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

/** Draws the pictures of the documentation from the demo organization: `node scripts/screenshots.ts`, or only some of them: `node scripts/screenshots.ts audit-log`. */

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/images");
const port = 4790;
const base = `http://localhost:${port}`;
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
type Size = keyof typeof sizes;
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** Each picture is drawn in both sizes and both themes, once `open` has resolved. */
const pictures: Record<string, (page: Page) => Promise<void>> = {
  list: (page) => go(page, "/opportunities"),
  record: async (page) => go(page, `/accounts/${await busiestAccount(page)}`),
  board: (page) => go(page, "/opportunities/board"),
  import: async (page) => {
    await go(page, "/contacts/import");
    await page.setInputFiles("input[type=file]", { name: "trade-fair.csv", mimeType: "text/csv", buffer: visitors });
    await page.getByText("Job title").first().waitFor();
  },
  "audit-log": async (page) => {
    await go(page, "/audit-log?action=UPDATE&resource=opportunity");
    await page.locator("summary[data-event]").first().click();
  },
};

const wanted = process.argv.slice(2);
const isPart = wanted.length > 0;
const unknown = wanted.find((name) => !(name in pictures));
if (unknown !== undefined) throw new Error(`There is no picture ${unknown}`);

const visitors = Buffer.from(`First name,Last name,E-mail,Company,Job title,Met on,Budget
Ingrid,Solheim,ingrid.solheim@fjordvind.example,Fjordvind AS,Head of Operations,2026-11-03,"12,500.00"
Mateo,Ferrari,mateo@officineferrari.example,Officine Ferrari,Plant Manager,2026-11-03,"8,000.00"
Sanne,de Wit,sanne.dewit@molenstroom.example,Molenstroom BV,Purchasing,2026-11-04,"3,250.50"
Tomasz,Zielinski,tz@balticlabs.example,Baltic Labs,Laboratory Lead,2026-11-04,"21,900.00"
`);

async function go(page: Page, path: string): Promise<void> {
  await page.goto(base + path);
  await page.waitForLoadState("networkidle");
}

/** The account that most of the latest opportunities are about: its page has something to tell. */
async function busiestAccount(page: Page): Promise<string> {
  const answer = await page.request.get(`${base}/api/opportunities?limit=100&sort=-updatedAt`);
  const { data } = (await answer.json()) as { data: { accountId: string | null }[] };
  const counts = Map.groupBy(data, ({ accountId }) => accountId);
  counts.delete(null);
  const [busiest] = [...counts].toSorted(([, one], [, other]) => other.length - one.length);
  if (!busiest?.[0]) throw new Error("The demo has no opportunity of an account");
  return busiest[0];
}

async function startDemo(folder: string): Promise<{ email: string; password: string; stop(): void }> {
  const child = spawn(process.execPath, ["src/cli.ts", "start", "--demo"], {
    cwd: root,
    env: { ...process.env, NEXTCRM_DATA: folder, PORT: String(port), PUBLIC_URL: base },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  // It goes on talking, and a pipe that is closed would end it.
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes("is ready at")) break;
  }
  child.stdout.resume();
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

async function draw(browser: Browser, person: { email: string; password: string }, size: Size, theme: Theme) {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    locale: "en-US",
    isMobile: size === "phone",
    hasTouch: size === "phone",
  });
  const page = await context.newPage();
  await signIn(page, person);
  for (const [name, open] of Object.entries(pictures)) {
    if (isPart && !wanted.includes(name)) continue;
    await open(page);
    await page.waitForLoadState("networkidle");
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await page.screenshot({ path: join(target, `${name}-${size}-${theme}.png`), animations: "disabled" });
  }
  await context.close();
}

if (!isPart) rmSync(target, { recursive: true, force: true });
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
  for (const size of ["desktop", "phone"] as const) for (const theme of themes) await draw(browser, demo, size, theme);
} finally {
  await browser.close();
  demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log("Drew docs/images anew.");
