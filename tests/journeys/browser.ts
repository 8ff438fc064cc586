import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { password } from "../app.ts";
import type { Person } from "../app.ts";
import { chromiumPath, needsChromium } from "../needs.ts";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** How long a person would wait for anything, on a busy machine. */
const patienceMs = 15_000;

const offlineError = "net::ERR_INTERNET_DISCONNECTED";

/** Options for the `describe` around a journey. */
export const journey = { ...needsChromium, timeout: 90_000 };

interface Visit extends BrowserContextOptions {
  /** Who is signed in; nobody unless given. */
  as?: Person;
  /** Addresses of which a refusal (4xx) is what the journey is about. */
  refused?: RegExp;
  /** Addresses of which a failure (500) is what the journey is about. */
  fails?: RegExp;
  /** The journey takes the network away: that the browser tells of it is no complaint. */
  goesOffline?: boolean;
  /** The journey does what the policy stops: that the page tells of it is no complaint. */
  violates?: boolean;
  /** Where assets come from, besides the site itself. */
  assets?: string;
}

/** Opens pages as different visitors; what a page complains of fails the journey. Call inside `describe`. */
export function journeyBrowser() {
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: quiet });
  });
  afterAll(() => browser?.close());
  afterEach(async ({ task }) => {
    const pages = contexts.flatMap((context) => context.pages());
    if (task.result?.state === "fail") await keepPictures(task.name, pages);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0), "complaints of the browser").toEqual([]);
  });

  return {
    /** A browser of a visitor's own, with nothing in common with another visitor's. */
    async visit(
      origin: string,
      { as, refused, fails, goesOffline = false, violates = false, assets, ...options }: Visit = {},
    ): Promise<Page> {
      const context = await browser.newContext({
        baseURL: origin,
        locale: "en-US",
        timezoneId: "UTC",
        reducedMotion: "reduce",
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      contexts.push(context);
      context.setDefaultTimeout(patienceMs);
      await context.addInitScript(reportViolations);
      const page = await context.newPage();
      watch(page, origin, refused, (complaint) => {
        const isMeant =
          (assets !== undefined && complaint.startsWith(`asked elsewhere: ${assets}`)) ||
          (fails?.test(complaint) && complaint.includes("500")) ||
          (goesOffline && complaint.includes(offlineError)) ||
          (violates && /policy|^csp from|^asked elsewhere/i.test(complaint));
        if (!isMeant) complaints.push(complaint);
      });
      if (as) await signIn(context, origin, as);
      return page;
    },
  };
}

async function signIn(context: BrowserContext, origin: string, person: Person): Promise<void> {
  const data = { email: `${person}@example.test`, password };
  const answer = await context.request.post("/api/auth/sign-in/email", { data, headers: { origin } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Runs in the page. */
function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`The policy ${event.violatedDirective} stopped ${event.blockedURI} (${event.sourceFile})`),
  );
}

function watch(page: Page, origin: string, refused: RegExp | undefined, complain: (text: string) => void): void {
  page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const isExpected = /status of 4\d\d/.test(message.text()) && refused?.test(message.location().url);
    if (!isExpected) complain(`console.error: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) complain(`asked elsewhere: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complain(`${response.status()} from ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left lets go of what it no longer needs.
    if (reason !== "net::ERR_ABORTED") complain(`${reason} from ${request.url()}`);
  });
}

async function keepPictures(name: string, pages: Page[]): Promise<void> {
  for (const [index, page] of pages.entries()) {
    const path = join(tmpdir(), `nextcrm-journey-${name.replaceAll(/\W+/g, "-").slice(0, 60)}-${index}.png`);
    await page.screenshot({ path }).then(
      () => console.log(`The page at ${page.url()} when it failed: ${path}`),
      () => undefined,
    );
  }
}
