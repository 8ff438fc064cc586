import { gzipSync } from "node:zlib";
import type { Browser, Response } from "playwright-core";
import { launchChromium, signedIn } from "./browser.ts";
import { rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { oneContact, startProduct } from "./product.ts";
import type { Product } from "./product.ts";

/** Kilobytes of 1,000 bytes after gzip, whatever the server sends. */
const mostKilobytes = 200;
const list = "a list";

/** Pages, each with something that is there once the page is of use. */
const views = [
  { name: "sign-in", path: () => "/sign-in", shows: "input[type=password]", signedIn: false },
  { name: "home", path: () => "/", shows: "main h1", signedIn: true },
  { name: list, path: () => "/contacts", shows: "tbody a[href^='/contacts/']", signedIn: true },
  { name: "a record", path: (contact: string) => `/contacts/${contact}`, shows: "main dl", signedIn: true },
  { name: "the board", path: () => "/opportunities/board", shows: "main section", signedIn: true },
];
type View = (typeof views)[number];

/** Opens a page in a browser that has kept nothing, and weighs every script that it asks for until it rests. */
async function weigh(browser: Browser, product: Product, view: View, contact: string) {
  const context = view.signedIn ? await signedIn(browser, product) : await browser.newContext({ baseURL: product.url });
  try {
    const page = await context.newPage();
    const scripts = new Map<string, Response>();
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.set(response.url(), response);
    });
    const started = performance.now();
    await page.goto(view.path(contact));
    await page.locator(view.shows).first().waitFor();
    const shown = performance.now() - started;
    await page.waitForLoadState("networkidle");
    const weights = await Promise.all([...scripts.values()].map(weightOf));
    const kilobytes = (part: keyof (typeof weights)[number]) =>
      rounded(weights.reduce((sum, weight) => sum + weight[part], 0) / 1000);
    return {
      page: view.name,
      scripts: weights.length,
      "gzip, kB": kilobytes("gzip"),
      "as sent, kB": kilobytes("sent"),
      "plain, kB": kilobytes("plain"),
      "shown after, ms": Math.round(shown),
    };
  } finally {
    await context.close();
  }
}

async function weightOf(response: Response) {
  const [plain, { responseBodySize }] = await Promise.all([response.body(), response.request().sizes()]);
  return { plain: plain.length, gzip: gzipSync(plain).length, sent: responseBodySize };
}

export const webSize: Claim = {
  name: "web-size",
  promise: "the JavaScript that a page asks for when a browser opens it for the first time",
  measure: async () => {
    const product = await startProduct();
    const browser = await launchChromium();
    try {
      await fillContacts(product.owner, product.organizationId, 200);
      const contact = await oneContact(product);
      const rows = [];
      for (const view of views) rows.push(await weigh(browser, product, view, contact));
      const weight = rows.find(({ page }) => page === list)!["gzip, kB"];
      const verdict = {
        what: "JavaScript until a list shows, gzipped",
        measured: `${weight} kB`,
        target: `at most ${mostKilobytes} kB`,
        kept: weight <= mostKilobytes,
      };
      return { rows, verdicts: [verdict] };
    } finally {
      await browser.close();
      await product.stop();
    }
  },
};
