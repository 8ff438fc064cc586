import { chromium } from "playwright-core";
import type { APIRequestContext, Browser, BrowserContext } from "playwright-core";
import { chromiumPath } from "../tests/needs.ts";
import { credentials } from "./product.ts";
import type { Product } from "./product.ts";

const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

/** A browser with a profile of its own, that other programs may drive as well. */
export function launchForOthers(debuggingPort: number): Promise<BrowserContext> {
  const args = [...quiet, `--remote-debugging-port=${debuggingPort}`];
  return chromium.launchPersistentContext("", { executablePath: chromiumPath, args });
}

export async function signIn(request: APIRequestContext, { url }: Product): Promise<void> {
  await request.post(`${url}/api/auth/sign-in/email`, { data: credentials, headers: { origin: url } });
}

/** A browser that has kept nothing, signed in as the owner of the benchmark's organization. */
export async function signedIn(browser: Browser, product: Product): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1280, height: 800 } });
  await signIn(context.request, product);
  return context;
}
