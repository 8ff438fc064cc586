import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the audit log, live", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  const create = (name: string) => app.as("mia").post("/api/accounts", { name });
  beforeAll(async () => {
    app = await servedApp();
    for (let at = 0; at < 40; at += 1) await create(`Umbrella ${at}`);
  }, 30_000);

  test("events appear at the top by themselves, and wait for who is reading", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    const first = page.locator("summary[data-event]").first();
    const waiting = page.getByRole("status").getByRole("button");
    await page.goto("/audit-log?resource=account");
    await first.waitFor();
    await page.keyboard.press("l");
    await expect.poll(() => page.url()).toContain("live=1");
    await create("Tyrell");
    await expect.poll(() => first.innerText()).toContain("Tyrell");
    expect(await waiting.count()).toBe(0);

    // Whoever has scrolled down stays where they are.
    const line = page.locator("summary[data-event]").nth(25);
    await line.scrollIntoViewIfNeeded();
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 400);
    await expect
      .poll(() =>
        page
          .locator("[aria-busy]")
          .first()
          .evaluate((list) => list.scrollTop),
      )
      .toBeGreaterThan(300);
    const text = await line.innerText();
    const place = await line.boundingBox();
    await create("Wayne");
    await create("Kent");
    await expect.poll(() => waiting.innerText()).toBe("2 new events");
    expect(await line.innerText()).toBe(text);
    expect(await line.boundingBox()).toEqual(place);
    await waiting.click();
    await expect.poll(() => first.innerText()).toContain("Kent");
    expect(await waiting.count()).toBe(0);

    // So does whoever has opened one.
    await first.click();
    await create("Stark");
    await expect.poll(() => waiting.innerText()).toBe("1 new event");
    await first.click();
    await create("Grayson");
    await expect.poll(() => first.innerText()).toContain("Grayson");
  });

  test("a hidden page and one without a connection ask for nothing, and catch up", async () => {
    const page = await browser.visit(app.origin, { as: "alan", goesOffline: true });
    const first = page.locator("summary[data-event]").first();
    const other = await browser.visit(app.origin, { as: "ada" });
    const asked = { here: 0, there: 0 };
    page.on("request", (request) => (asked.here += request.url().includes("/audit-logs/live") ? 1 : 0));
    other.on("request", (request) => (asked.there += request.url().includes("/audit-logs/live") ? 1 : 0));
    await Promise.all([page, other].map((one) => one.goto("/audit-log?resource=account&live=1")));
    await first.waitFor();
    await expect.poll(() => Math.min(asked.here, asked.there)).toBeGreaterThan(2);
    const turn = (state: "hidden" | "visible") =>
      page.evaluate((to) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => to });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await turn("hidden");
    const before = { ...asked };
    await create("Dent");
    // Meanwhile a page that is seen asks again and again.
    await expect.poll(() => asked.there).toBeGreaterThan(before.there + 2);
    expect(asked.here - before.here).toBeLessThanOrEqual(1);
    await turn("visible");
    await expect.poll(() => first.innerText()).toContain("Dent");

    await page.context().setOffline(true);
    await page
      .getByText(/offline|no connection/i)
      .first()
      .waitFor();
    await create("Gordon");
    expect(await first.innerText()).toContain("Dent");
    await page.context().setOffline(false);
    await expect.poll(() => first.innerText()).toContain("Gordon");
  });

  test("it does not feed on its own reading, views included", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log?views=1&live=1");
    await page.locator("summary[data-event]").first().waitFor();
    let answers = 0;
    let told = 0;
    page.on("response", async (response) => {
      if (!response.url().includes("/audit-logs/live")) return;
      const { logs } = (await response.json()) as { logs: unknown[] };
      answers += 1;
      told += logs.length;
    });
    await expect.poll(() => answers).toBeGreaterThan(2);
    told = 0;
    await app.as("mia").get("/api/tasks");
    await expect.poll(() => told).toBe(1);
    const soFar = answers;
    await expect.poll(() => answers).toBeGreaterThan(soFar + 2);
    expect(told).toBe(1);
  });
});
