import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { faultsOf } from "./faults.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

type Visited = { path: string; /** What is there once the page is whole. */ ready: (page: Page) => Promise<void> };
const heading = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { name }).first().waitFor();
const link = (name: string) => (page: Page) => page.getByRole("main").getByRole("link", { name }).first().waitFor();

describe("accessibility in light and dark", { ...journey, timeout: 240_000 }, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  /** Every page of web/app/routes.tsx by its path there; of `/$plural` several types. */
  let inside: Record<string, Visited>;
  const outside: Record<string, Visited> = {
    "/sign-in": { path: "/sign-in", ready: heading("Sign in") },
    "/sign-up": { path: "/sign-up", ready: heading("Create your account") },
    "/forgot-password": { path: "/forgot-password", ready: heading(/password/) },
    "/reset-password": { path: "/reset-password?token=t", ready: heading(/password/) },
    "/audit-export": { path: "/audit-export#t", ready: heading("This link has ended") },
    "/invitations/$token": { path: "/invitations/t", ready: (page) => page.getByRole("heading").first().waitFor() },
  };
  beforeAll(async () => {
    app = await servedApp();
    const ada = app.as("ada");
    const made = async (plural: string, body: object) => (await ada.post(`/api/${plural}`, body)).body.id as string;
    const account = await made("accounts", { name: "Umbrella", phone: "+1 415 555 0101", industry: "finance" });
    const sale = { name: "Umbrellas for all", amount: "1200", currency: "USD", accountId: account };
    const opportunity = await made("opportunities", sale);
    await made("activities", { type: "note", title: "It rains", links: [{ type: "account", id: account }] });
    const project = await made("projects", { title: "Fold umbrellas", accountId: account });
    await made("tasks", { title: "Open umbrellas", projectId: project, dueDate: "2026-01-01" });
    const invoice = await made("invoices", { accountId: account, currency: "USD" });
    await ada.post("/api/accounts/import", "name\nTyrell\n", { "content-type": "text/csv" });
    inside = {
      "/": { path: "/", ready: link("It rains") },
      "/$plural": { path: "/accounts", ready: link("Umbrella") },
      "/$plural tasks": { path: "/tasks", ready: link("Open umbrellas") },
      "/$plural without any": { path: "/contracts", ready: heading("No contracts yet") },
      "/$plural/$id": { path: `/accounts/${account}`, ready: link("It rains") },
      "/$plural/$id opportunity": { path: `/opportunities/${opportunity}`, ready: heading("Umbrellas for all") },
      "/$plural/$id invoice": { path: `/invoices/${invoice}`, ready: link("Umbrella") },
      "/$plural/import": { path: "/accounts/import", ready: tryImport },
      "/opportunities/board": { path: "/opportunities/board", ready: link("Umbrellas for all") },
      "/projects/$id/board": { path: `/projects/${project}/board`, ready: link("Open umbrellas") },
      "/imports": { path: "/imports", ready: heading(/imports/i) },
      "/audit-log": { path: "/audit-log", ready: (page) => page.locator("summary").first().click() },
      "/components": { path: "/components", ready: heading("Button, primary") },
      "/settings": { path: "/settings", ready: heading(/./) },
      // Those of one thing are looked at where it is made, as privacy requests are.
      ...Object.fromEntries(
        pathsOf("setting")
          .filter((path) => !path.includes("$"))
          .map((path) => [`/settings${path}`, { path: `/settings${path}`, ready: heading(/./) }]),
      ),
      "no page": { path: "/nowhere", ready: heading("There is no such page") },
    };
  });

  test("every page of the app is looked at", () => {
    const known = [...Object.keys(outside), ...Object.keys(inside)];
    const routes = [...pathsOf("entryPage"), ...pathsOf("page"), ...pathsOf("pageOfRecords")];
    // The first start, two-factor and networks have journeys of their own, new organizations and a run of an import show
    // what others show.
    const elsewhere = ["/setup", "/two-factor", "/outside", "/suspended", "/organizations/new", "/imports/$id"];
    expect(routes.filter((path) => !known.includes(path) && !elsewhere.includes(path))).toEqual([]);
  });

  test("nothing serious on the way in", async () => {
    const page = await browser.visit(app.origin, { refused: /invitations|audit-exports/ });
    expect(await faultsOnAll(page, outside)).toEqual([]);
  });

  test("nothing serious on any page", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    expect(await faultsOnAll(page, inside)).toEqual([]);
  });

  test("nothing serious on a phone", async () => {
    const page = await browser.visit(app.origin, { as: "ada", ...phone });
    const { "/": home, "/$plural": list, "/$plural/$id": record, "/opportunities/board": board } = inside;
    const pages = { home: home!, list: { ...list!, ready: link("Umbrella") }, board: board! };
    expect(await faultsOnAll(page, pages)).toEqual([]);
    await page.goto(record!.path);
    await page.getByRole("tab", { name: "Timeline" }).tap();
    await record!.ready(page);
    expect(await faultsOf(page), "a record").toEqual([]);
    await page.getByRole("button", { name: "Menu" }).tap();
    await page.getByRole("dialog", { name: "Menu" }).waitFor();
    expect(await faultsOf(page), "the menu").toEqual([]);
  });

  test.each([
    ["at a desk", {}],
    ["on a phone", phone],
  ])("nothing serious on the audit log with an event, a verdict and exports open: %s", async (_, device) => {
    const page = await browser.visit(app.origin, { as: "ada", ...device });
    await page.goto("/audit-log?resource=account");
    await page.locator("summary[data-event]").first().click();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByText("Verified: it stands").waitFor();
    expect(await faultsOf(page), "an event").toEqual([]);
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByRole("heading", { name: "Keep this checkpoint" }).waitFor();
    expect(await faultsOf(page), "a verdict").toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Export the log" }).click();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByText("Ready", { exact: true }).waitFor();
    expect(await faultsOf(page), "exports").toEqual([]);
  });

  test("nothing serious in what opens over a page", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/accounts");
    await link("Umbrella")(page);
    const opened: [string, () => Promise<void>][] = [
      ["Search and commands", () => page.keyboard.press("Control+k")],
      ["Keyboard shortcuts", () => page.keyboard.press("?")],
      ["New account", () => page.getByRole("button", { name: "New account" }).click()],
      ["Add a filter", () => page.getByRole("button", { name: /^(Add a )?filter$/i }).click()],
    ];
    for (const [name, open] of opened) {
      await open();
      const dialog = page.getByRole("dialog").first();
      await dialog.waitFor();
      expect(await faultsOf(page), name).toEqual([]);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  });
});

/** The paths that web/app/routes.tsx gives to one of its makers of routes. */
function pathsOf(maker: "entryPage" | "page" | "pageOfRecords" | "setting"): string[] {
  const text = readFileSync(new URL("../../web/app/routes.tsx", import.meta.url), "utf8");
  return [...text.matchAll(new RegExp(`\\b${maker}\\(\\s*"([^"]+)"`, "g"))].map(([, path]) => path!);
}

async function tryImport(page: Page): Promise<void> {
  const text = "name,employees\nTyrell,12\nWallace,many\n";
  await page.getByLabel("CSV file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "See what will happen" }).waitFor();
}

async function faultsOnAll(page: Page, visited: Record<string, Visited>): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, { path, ready }] of Object.entries(visited)) {
    await page.goto(path);
    await ready(page);
    faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
    if ((await page.title()) === "NextCRM") faults.push(`${name}: its tab has no name of its own`);
  }
  return faults;
}
