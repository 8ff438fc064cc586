import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { parseCheckpoint, signCheckpoint } from "../../proofs/checkpoint.ts";
import { withClient } from "../../src/adapters/client.ts";
import { ed25519Signer } from "../../src/adapters/ed25519-signer.ts";
import { keyOfLog } from "../../src/audit/seal.ts";
import { newId } from "../../src/identifier.ts";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

describe("the audit log, verified in the browser", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  const base = "/api/organization/audit-logs";
  const ask = async (path: string) => (await app.as("alan").get(base + path)).body;

  /** What somebody who has the database in their hands may do to it. */
  const tamper = (text: string, parameters: unknown[]) =>
    withClient(app.database.owner, async (client) => {
      await client.query("set session_replication_role = replica");
      await client.query(text, parameters);
    });
  /** Does something while an event says another thing than it did. */
  async function forging(id: string, from: string, to: string, body: () => Promise<void>) {
    const forge = (...words: string[]) =>
      tamper("update audit_event set leaf = replace(leaf, $2, $3) where id = $1", [id, ...words]);
    await forge(from, to);
    try {
      await body();
    } finally {
      await forge(to, from);
    }
  }
  const sealed = async (id: string) => {
    await expect.poll(async () => (await ask(`/${id}/proof`)).sequence).not.toBeNull();
    return (await ask(`/${id}/proof`)) as { sequence: number; leaf: string };
  };
  const newestOf = async (resource: string) => (await ask(`?resource=${resource}&limit=1&excludeReads=1`)).logs[0].id;

  beforeAll(async () => {
    app = await servedApp();
    const mia = app.as("mia");
    // More than a tile of the tree.
    for (let turn = 0; turn < 30; turn += 1)
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => mia.post("/api/accounts", { name: `Umbrella ${turn * 10 + at}` })),
      );
  }, 60_000);

  async function verifyLog(page: Page) {
    await page.getByRole("button", { name: "Verify the log" }).click();
    const dialog = page.getByRole("dialog", { name: "Verify the log" });
    await dialog.getByRole("button", { name: "Verify again" }).waitFor();
    return dialog;
  }

  test("an event shows its proof, and that it was changed behind the product’s back", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log?resource=account");
    await page.locator("summary[data-event]").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("v");
    const proof = page.getByRole("region", { name: "Proof" });
    await proof.getByText("Verified: it stands as it was sealed").waitFor();
    expect(await proof.getByText("In order:").count()).toBe(4);
    const id = (await page.locator("summary[data-event]").first().getAttribute("data-event"))!;
    const { leaf, sequence } = await sealed(id);
    expect(await proof.innerText()).toContain(`Place\nNo. ${sequence + 1} of `);
    await proof.getByText("The leaf, byte for byte").click();
    expect(await proof.locator("pre").innerText()).toBe(leaf);
    // Another time there is something to compare with.
    await proof.getByRole("button", { name: "Verify again" }).click();
    await expect.poll(() => proof.getByText("In order:").count()).toBe(5);

    await forging(id, '"success"', '"failure"', async () => {
      await page.goto(`/audit-log?id=${id}`);
      await page.getByRole("button", { name: "Verify", exact: true }).click();
      await proof.getByText("Something is wrong with this event").waitFor();
      expect(await proof.getByRole("listitem").filter({ hasText: "Wrong:" }).allInnerTexts()).toEqual([
        expect.stringMatching(/Place\..*does not lead/),
      ]);
    });
  });

  test("a person who was erased is gone from an event, which says when and by which act", async () => {
    const { id } = (await app.as("mia").post("/api/contacts", { lastName: "Quillfeather" })).body;
    await app.as("alan").post(`/api/contacts/${id}/erase`);
    const made = (await ask(`?resourceId=${id}&action=CREATE`)).logs[0].id;
    await sealed(made);
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto(`/audit-log?id=${made}`);
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByText("1 of 2 are there").waitFor();
    await page.getByRole("link", { name: /^erased on/ }).click();
    await page.getByText("erased personal data of").waitFor();
  });

  test("the whole log is verified, and its checkpoint is kept and taken away", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log");
    const dialog = await verifyLog(page);
    await dialog.getByText(/^\d+ events, each as it was sealed$/).waitFor();
    await dialog.getByText("It keeps this one").waitFor();
    const downloading = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download" }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^checkpoint-\d+\.txt$/);
    await dialog.getByRole("button", { name: "Verify again" }).click();
    await dialog.getByText("that this browser kept on").waitFor();
    await page.goto("/audit-log?resource=audit_log");
    await page
      .getByText(/verified the audit log, reading all of its \d+ events/)
      .first()
      .waitFor();
    expect(await page.getByText("exported the audit log").count()).toBe(0);
  });

  test.each([
    ["in a full tile", 100],
    ["where no tile is full yet", undefined],
  ])("the first event that is wrong is named and linked: %s", async (_, place) => {
    const all = (await ask("?resource=account&action=CREATE&limit=100")).logs as { id: string; sequence: number }[];
    const id = place === undefined ? all[0]!.id : await idAt(place);
    const { sequence } = await sealed(id);
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto("/audit-log");
    await forging(id, '"recordedAt":"2', '"recordedAt":"3', async () => {
      const dialog = await verifyLog(page);
      const alert = dialog.getByRole("alert");
      expect(await alert.innerText()).toMatch(new RegExp(`^Changed: No\\. ${sequence + 1} \\(index ${sequence}\\)\\s`));
      await dialog.getByRole("link", { name: "Show the event" }).click();
      await expect.poll(() => new URL(page.url()).search).toBe(`?id=${id}`);
    });
  });

  const idAt = (sequence: number) =>
    withClient(app.database.owner, async (client) => {
      const text = "select event_id as id from audit_leaf where organization_id = $1 and sequence = $2";
      return (await client.query<{ id: string }>(text, [app.organizationId, sequence])).rows[0]!.id;
    });

  test("an event that is gone, and one that was put in, are found", async () => {
    const page = await browser.visit(app.origin, { as: "alan" });
    await page.goto("/audit-log");
    const id = await idAt(100);
    const forged = newId();
    await tamper("create table kept_event as select * from audit_event", []);
    await tamper("delete from audit_event where id = $1", [id]);
    const dialog = await verifyLog(page);
    expect(await dialog.getByRole("alert").innerText()).toMatch(/^Missing: No\. 101 \(index 100\)\s+.*not pruned/);
    await tamper("insert into audit_event select * from kept_event where id = $1", [id]);
    await tamper(
      `insert into audit_event select organization_id, $2::uuid, xid, action, resource, resource_id, outcome, actor_id,
        occurred_at, replace(leaf, $1::text, $2::text) from kept_event where id = $1::uuid`,
      [id, forged],
    );
    await dialog.getByRole("button", { name: "Verify again" }).click();
    await dialog.getByText("It has no place in the log, and should have one.").waitFor();
    await dialog.getByRole("link", { name: "Show the event" }).click();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByText("It has no place in the log, and should have had one within a second.").waitFor();
    await tamper("delete from audit_event where id = $1", [forged]);
  });

  test("a log that was rewritten with its key is another than the one that this browser kept", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.goto("/audit-log");
    const { checkpoint } = await ask(`/${await newestOf("account")}/proof`);
    const { size } = parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1))!;
    const signer = ed25519Signer("another secret of tests, as long as it");
    const key = keyOfLog(app.organizationId, signer.publicKey);
    const other = { origin: key.name, size: size - 1, root: new Uint8Array(32).fill(7) };
    const kept = { note: signCheckpoint(other, key, (text) => signer.sign(text)), keptAt: "2026-11-01T12:00:00.000Z" };
    await page.evaluate(
      ([name, value]) => localStorage.setItem(name!, value!),
      [`nextcrm.checkpoint.${app.organizationId}`, JSON.stringify(kept)],
    );
    const dialog = await verifyLog(page);
    expect(await dialog.getByRole("alert").innerText()).toMatch(/^Forked/);
    expect(await dialog.getByRole("region", { name: "What this browser kept" }).innerText()).toContain("Nov 1, 2026");
    await dialog.getByRole("region", { name: "What the log says now" }).waitFor();
    // What was kept stays: it is the evidence.
    expect(await page.evaluate((name) => localStorage.getItem(name), `nextcrm.checkpoint.${app.organizationId}`)).toBe(
      JSON.stringify(kept),
    );
  });

  test("verifying can be given up", async () => {
    const page = await browser.visit(app.origin, { as: "ada" });
    await page.route(/export=jsonl/, () => undefined);
    await page.goto("/audit-log");
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled after 0 events").waitFor();
  });
});
