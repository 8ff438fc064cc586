import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("a link to an export of the log", journey, () => {
  const browser = journeyBrowser();
  const base = "/api/organization/audit-exports";
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
    for (const name of ["Umbrella", "Tyrell"]) await app.as("mia").post("/api/accounts", { name });
  });

  async function linkTo(format: string): Promise<{ id: string; url: string; sha256: string }> {
    const { id } = (await app.as("alan").post(base, { format })).body;
    const state = async () => (await app.as("alan").get(`${base}/${id}`)).body;
    await expect.poll(async () => (await state()).status, { timeout: 15_000 }).toBe("completed");
    const { url } = (await app.as("alan").post(`${base}/${id}/link`)).body;
    return { id, url, sha256: (await state()).sha256 };
  }

  test("shows a stranger what it is, lets them verify and download it, and ends when it is revoked", async () => {
    const { id, url, sha256 } = await linkTo("jsonl");
    const stranger = await browser.visit(app.origin, { refused: /\/api\/audit-exports\// });
    const token = new URL(url).hash.slice(1);
    const referrers: string[] = [];
    stranger.on("request", (request) => void referrers.push(request.headers().referer ?? ""));
    await stranger.goto(url);
    await stranger.getByRole("heading", { name: "An audit log, exported" }).waitFor();
    await stranger.getByText("Acme", { exact: true }).waitFor();
    await stranger.getByText(sha256).waitFor();

    await stranger.getByRole("button", { name: "Verify in this browser" }).click();
    await stranger.getByText(/^Verified: \d+ events, each as it was sealed$/).waitFor();
    await stranger.getByText("How to verify it elsewhere").click();
    await stranger.getByRole("heading", { name: "The file’s checkpoint" }).waitFor();
    const { violations } = await new AxeBuilder({ page: stranger }).analyze();
    expect(violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`)).toEqual([]);

    const downloading = stranger.waitForEvent("download");
    await stranger.getByRole("link", { name: "Download", exact: true }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^audit-log-.*\.jsonl$/);
    const hash = createHash("sha256");
    for await (const bytes of createReadStream(await file.path())) hash.update(bytes as Buffer);
    expect(hash.digest("hex")).toBe(sha256);
    expect(referrers.filter((referrer) => referrer.includes(token))).toEqual([]);
    expect((await app.as("ada").get(`${base}/${id}`)).body.link.downloads).toBe(2);

    await app.as("alan").delete(`${base}/${id}/link`);
    await stranger.reload();
    await stranger.getByRole("heading", { name: "This link has ended" }).waitFor();
  });

  test("offers no verification in the browser for what it cannot read", async () => {
    const { url } = await linkTo("csv");
    const stranger = await browser.visit(app.origin);
    await stranger.goto(url);
    await stranger.getByText("CSV, with proofs").waitFor();
    expect(await stranger.getByRole("button", { name: /Verify/ }).count()).toBe(0);
  });
});
