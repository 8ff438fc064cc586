import lighthouse, { desktopConfig } from "lighthouse";
import { launchForOthers, signIn } from "./browser.ts";
import { median, quick } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { oneContact, startProduct } from "./product.ts";
import type { Product } from "./product.ts";

const least = 95;
const runs = quick ? 1 : 3;
const port = 9_333;
const categories = ["performance", "accessibility", "best-practices"] as const;

type Scores = Record<(typeof categories)[number], number>;

/**
 * Loads the page anew with Lighthouse's own throttling, in a browser that has kept nothing but what signing in left:
 * the session's cookie and the note that somebody was signed in.
 */
async function scoresOf(product: Product, path: string, form: "desktop" | "phone"): Promise<Scores> {
  const browser = await launchForOthers(port);
  try {
    const page = await browser.newPage();
    await signIn(page.request, product);
    await page.goto(product.url);
    await page.waitForFunction(() => localStorage.getItem("nextcrm.known"));
    await page.close();
    return await score(product.url + path, form);
  } finally {
    await browser.close();
  }
}

async function score(address: string, form: "desktop" | "phone", attempts = 3): Promise<Scores> {
  const flags = { port, onlyCategories: [...categories], logLevel: "error" as const };
  const result = await lighthouse(address, flags, form === "desktop" ? desktopConfig : undefined);
  const { categories: found, audits, runtimeError } = result!.lhr;
  // On a busy machine Chromium's trace may begin after the page does.
  if (runtimeError?.code === "NO_NAVSTART" && attempts > 1) return score(address, form, attempts - 1);
  if (runtimeError) throw new Error(`${address}: ${runtimeError.message}`);
  if (process.env.BENCH_DETAIL)
    for (const audit of Object.values(audits))
      if (audit.score !== null && audit.score < 0.9) console.log(form, audit.id, audit.score, audit.displayValue ?? "");
  return Object.fromEntries(categories.map((name) => [name, Math.round(found[name]!.score! * 100)])) as Scores;
}

async function measure(product: Product) {
  const pages = {
    list: "/contacts",
    record: `/contacts/${await oneContact(product)}`,
    board: "/opportunities/board",
  };
  const rows = [];
  for (const [page, path] of Object.entries(pages))
    for (const form of ["desktop", "phone"] as const) {
      const scores: Scores[] = [];
      for (let run = 0; run < runs; run += 1) scores.push(await scoresOf(product, path, form));
      const middle = categories.map((category) => [category, median(scores.map((score) => score[category]))]);
      rows.push({ page, form, ...(Object.fromEntries(middle) as Scores) });
    }
  return rows;
}

export const lighthouseScores: Claim = {
  name: "lighthouse",
  promise: "Lighthouse's scores of the list, a record and the board, the median of three loads",
  measure: async () => {
    const product = await startProduct();
    try {
      await fillContacts(product.owner, product.organizationId, 1_000);
      const rows = await measure(product);
      const lowest = Math.min(...rows.flatMap((row) => categories.map((category) => row[category])));
      const desktop = rows.filter(({ form }) => form === "desktop");
      const lowestOnDesktop = Math.min(...desktop.flatMap((row) => categories.map((category) => row[category])));
      const verdict = (what: string, measured: number) => ({
        what,
        measured: String(measured),
        target: `at least ${least}`,
        kept: measured >= least,
      });
      return {
        rows,
        verdicts: [
          verdict("lowest score on the desktop", lowestOnDesktop),
          verdict("lowest score, phones on slow 4G included", lowest),
        ],
      };
    } finally {
      await product.stop();
    }
  },
};
