import type { Browser, Page } from "playwright-core";
import { launchChromium, signedIn } from "./browser.ts";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts, rareName } from "./contacts.ts";
import { startProduct } from "./product.ts";
import type { Product } from "./product.ts";

const sizes = quick ? [1_000, 2_000] : [1_000, 100_000];
const turns = quick ? 2 : 9;
const growthLimit = 1.5;
const rows = "main a[href^='/contacts/0'], main a[href^='/contacts/1']";
const link = (path: string) => `nav a[href='${path}']`;

/** What a person waits for, in milliseconds from the key or press to the frame that shows it. */
interface Waits {
  "first list, nothing kept": number[];
  "to another list": number[];
  "back to the list": number[];
  "open a record": number[];
  "search to result": number[];
  "frame while scrolling": number[];
}

/** Runs in every page: `nextFrameWith(selector)` resolves with the time at which a frame shows it. */
function watchFrames(): void {
  Object.assign(window, {
    nextFrameWith: (selector: string, text = "") =>
      new Promise<number>((resolve) => {
        const look = () => {
          const shown = [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text));
          requestAnimationFrame(shown ? () => resolve(performance.now()) : look);
        };
        look();
      }),
  });
}

declare global {
  interface Window {
    nextFrameWith(selector: string, text?: string): Promise<number>;
  }
}

const until = (page: Page, selector: string, text?: string): Promise<number> =>
  page.evaluate(([wanted, words]) => window.nextFrameWith(wanted!, words), [selector, text]);

/** Presses inside the page, so that driving the browser is not part of the wait. */
const press = (page: Page, target: string, shows: string): Promise<number> =>
  page.evaluate(
    async ([pressed, wanted]) => {
      const started = performance.now();
      document.querySelector<HTMLElement>(pressed!)!.click();
      return (await window.nextFrameWith(wanted!)) - started;
    },
    [target, shows],
  );

async function measureAll(browser: Browser, product: Product): Promise<Waits> {
  const waits: Waits = {
    "first list, nothing kept": [],
    "to another list": [],
    "back to the list": [],
    "open a record": [],
    "search to result": [],
    "frame while scrolling": [],
  };
  for (let turn = 0; turn < turns; turn += 1) {
    const context = await signedIn(browser, product);
    await context.addInitScript(watchFrames);
    const page = await context.newPage();
    await page.goto("/contacts");
    waits["first list, nothing kept"].push(await until(page, rows));
    // The second way is the warm one: code and data are there.
    for (const warm of [false, true]) {
      const there = await press(page, link("/accounts"), "main a[href^='/accounts/']");
      const back = await press(page, link("/contacts"), rows);
      const opened = await press(page, rows, "main dl");
      await press(page, link("/contacts"), rows);
      if (!warm) continue;
      waits["to another list"].push(there);
      waits["back to the list"].push(back);
      waits["open a record"].push(opened);
    }
    waits["search to result"].push(await search(page));
    waits["frame while scrolling"].push(...(await scroll(page)));
    await context.close();
  }
  return waits;
}

/** From the last letter of a name that one contact bears, typed at once, to the frame with that contact. */
async function search(page: Page): Promise<number> {
  const field = page.locator("main input[type=search]").first();
  await field.focus();
  const started = await page.evaluate(() => performance.now());
  await page.keyboard.insertText(rareName);
  // The newest contact is at the top of the whole list, too: the result is the header and this one row.
  const shown = await until(page, "[role=grid][aria-rowcount='2']", rareName);
  await field.fill("");
  await page.waitForFunction(() => !location.search.includes("search"));
  await until(page, rows);
  return shown - started;
}

/** Milliseconds of each frame of three seconds of steady scrolling through the list. */
async function scroll(page: Page): Promise<number[]> {
  await until(page, rows);
  return page.evaluate(async (selector) => {
    let scroller = document.querySelector(selector)!.parentElement!;
    while (!(scroller.scrollHeight > scroller.clientHeight && getComputedStyle(scroller).overflowY !== "visible"))
      scroller = scroller.parentElement!;
    const frames: number[] = [];
    let last = performance.now();
    const end = last + 3_000;
    while (last < end) {
      scroller.scrollTop += 60;
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      if (frames.length > 0 || now > last) frames.push(now - last);
      last = now;
    }
    return frames.slice(1);
  }, rows);
}

export const webSpeed: Claim = {
  name: "web-speed",
  promise: `what a person in the browser waits for, at ${sizes[0]} and ${sizes.at(-1)} contacts`,
  measure: async () => {
    const product = await startProduct();
    const browser = await launchChromium();
    try {
      const measured: Waits[] = [];
      for (const size of sizes) {
        await fillContacts(product.owner, product.organizationId, size);
        measured.push(await measureAll(browser, product));
      }
      const kinds = Object.keys(measured[0]!) as (keyof Waits)[];
      const growth = (kind: keyof Waits) => median(measured.at(-1)![kind]) / median(measured[0]![kind]);
      const table = kinds.map((kind) => {
        const row: Record<string, string | number> = { wait: kind };
        measured.forEach((waits, place) => {
          row[`${sizes[place]}: ms`] = rounded(median(waits[kind]));
          row[`${sizes[place]}: p95`] = rounded(quantile(waits[kind], 0.95));
        });
        return { ...row, growth: rounded(growth(kind), 2) };
      });
      const worst = Math.max(...kinds.map(growth));
      const frame = quantile(measured.at(-1)!["frame while scrolling"], 0.95);
      return {
        rows: table,
        verdicts: [
          {
            what: "growth of the median, at worst",
            measured: `${worst.toFixed(2)}×`,
            target: `below ${growthLimit}×`,
            kept: worst < growthLimit,
          },
          {
            what: `95 of 100 frames while scrolling ${sizes.at(-1)} rows`,
            measured: `${rounded(frame)} ms`,
            target: "at most 33.5 ms: one of sixty a second left out",
            kept: frame <= 33.5,
          },
        ],
      };
    } finally {
      await browser.close();
      await product.stop();
    }
  },
};
