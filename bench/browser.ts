import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserServer } from "playwright-core";
import { chromiumPath } from "../tests/needs.ts";
import { credentials } from "./product.ts";
import type { Product } from "./product.ts";

const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

/** A browser that nobody has connected to yet, for other programs than this one. */
export function launchForOthers(debuggingPort: number): Promise<BrowserServer> {
  const args = [...quiet, `--remote-debugging-port=${debuggingPort}`];
  return chromium.launchServer({ executablePath: chromiumPath, args });
}

/** A browser that has kept nothing, signed in as the owner of the benchmark's organization. */
export async function signedIn(browser: Browser, { url }: Product): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.request.post("/api/auth/sign-in/email", { data: credentials, headers: { origin: url } });
  return context;
}
