import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("assets from a CDN", journey, () => {
  const browser = journeyBrowser();
  const asked: string[] = [];
  let app: ServedApp;
  let cdn: string;
  /** On another port, and so another origin: gets what it is asked for from the app, as a CDN does, once. */
  const host = createServer((request, response) => {
    const path = request.url!.replace("/crm/", "/");
    asked.push(path);
    void app.application.fetch(new Request(app.origin + path), {}).then(async (answer) => {
      response
        .writeHead(answer.status, Object.fromEntries(answer.headers))
        .end(new Uint8Array(await answer.arrayBuffer()));
    });
  });

  beforeAll(async () => {
    await once(host.listen(0, "127.0.0.1"), "listening");
    cdn = `http://127.0.0.1:${(host.address() as AddressInfo).port}/crm`;
    app = await servedApp({ ASSET_BASE_URL: cdn });
  });
  afterAll(() => void host.close());

  test("scripts, styles, fonts and what is loaded later come from there, and the worker that verifies from here", async () => {
    const page = await browser.visit(app.origin, { as: "ada", assets: cdn });
    const ours: string[] = [];
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === app.origin && pathname.startsWith("/assets/")) ours.push(pathname);
    });
    await page.goto("/contacts");
    await page.getByRole("heading", { name: "Contacts", exact: true }).waitFor();
    // The second visit knows the page's code before the app asks for it.
    await page.goto("/audit-log");
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Verify again" }).waitFor();
    for (const kind of [/\.js$/, /\.css$/, /\.woff2$/])
      expect(
        asked.some((path) => kind.test(path)),
        `${kind}`,
      ).toBe(true);
    expect(asked.filter((path) => !path.startsWith("/assets/"))).toEqual([]);
    expect([...new Set(ours)].filter((path) => !path.includes("log-worker"))).toEqual([]);
  });

  test("files that are not what the page says are not taken", async () => {
    const html = await (await fetch(`${app.origin}/`)).text();
    const tags = html.match(/<(script|link)\b[^>]*assets\/[^>]*>/g)!;
    expect(tags.length).toBeGreaterThan(3);
    for (const tag of tags) {
      expect(tag).toContain(`"${cdn}/assets/`);
      expect(tag).toMatch(/ crossorigin\b/);
      expect(tag).toMatch(/ integrity="sha384-/);
    }
  });
});
