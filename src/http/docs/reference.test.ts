import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, needsChromium } from "../../../tests/needs.ts";
import { endpoints } from "../endpoints.ts";
import { openApiDocument } from "../openapi.ts";
import { securityHeaders } from "../security-headers.ts";
import { docsAssets } from "./assets.ts";

const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The reference page as it is served, and an API that answers everything with one line. */
function referenceServer(): Server {
  const publicUrl = "http://localhost:3000";
  const document = openApiDocument({ endpoints, version: "0.1.0", publicUrl, sessionCookie: "session" });
  return createServer((request, response) => {
    const asset = docsAssets(request.url!);
    response.setHeaders(new Headers(securityHeaders({ kind: asset ? "docs" : "api", https: false })));
    response.setHeader("Content-Type", asset?.contentType ?? "application/json");
    const body = request.url === "/api/openapi.json" ? { ...document, servers: [{ url: "/" }] } : { answered: true };
    response.end(asset?.body ?? JSON.stringify(body));
  });
}

describe("the reference page in a browser", needsChromium, () => {
  const server = referenceServer();
  const complaints: string[] = [];
  let browser: Browser;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: chromiumPath, args: quiet });
    page = await browser.newPage();
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) complaints.push(request.url());
    });
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test("shows every endpoint and tries one out, with nothing refused and nothing loaded from elsewhere", async () => {
    await page.goto(`${origin}/api/docs`);
    await page.locator("h3.opblock-tag", { hasText: "contact" }).first().click();
    await page.locator("#operations-contact-getContacts .opblock-summary-control").click();
    expect(await page.locator("#operations-contact-getContacts .opblock-description").innerText()).toMatch(
      /role viewer/,
    );
    await page.getByRole("button", { name: "Try it out" }).click();
    await page.getByRole("button", { name: "Execute" }).click();
    await page.locator(".live-responses-table .microlight", { hasText: "answered" }).waitFor();
    await page.locator("button.authorize").click();
    await page.getByText("apiKey (http, Bearer)").waitFor();
    expect(complaints).toEqual([]);
    // Swagger UI takes its time for so many endpoints where tests share two cores.
  }, 90_000);
});
