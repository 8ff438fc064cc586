import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { verifyExport } from "../src/audit/verify-export.ts";
import { unzippedLines } from "../src/observability/retention/archive-file.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { ageLog, day, pruneAcme } from "./aged-log.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const retention = "/api/organization/audit-retention";
const archives = "/api/organization/audit-archives";
const logs = "/api/organization/audit-logs";

beforeAll(async () => {
  app = await testApp();
}, 30_000);

const ago = (days: number) => new Date(Date.now() - days * day);
const setPlan = (plan: string) =>
  inOrganization(app.db, systemActor(app.organizationId), internalOrigin("test"), "audited", async (work) => {
    await work.sql.query("update organization set plan = $2 where id = $1", [app.organizationId, plan]);
    work.record({ action: "SUBSCRIPTION_CHANGE", resource: "organization" });
  });
test("an owner chooses within the plan's bounds, and the log says from what to what", async () => {
  const ada = app.as("ada");
  const first = await ada.get(retention);
  expect(first.body).toMatchObject({
    days: null,
    effectiveDays: 90,
    planDays: 90,
    minDays: 30,
    maxDays: 90,
    archive: true,
    grace: null,
    lastPrune: null,
  });
  expect(first.body.oldestEvent).not.toBeNull();
  expect(await app.as("alan").get(retention)).toMatchObject({ status: 200 });
  expect((await app.as("mia").get(retention)).status).toBe(403);
  expect((await app.as("alan").patch(retention, { days: 60 })).status).toBe(403);
  for (const days of [29, 91, 0, -1, 1e300]) {
    const { status, body } = await ada.patch(retention, { days });
    expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: "days" });
  }
  expect((await ada.patch(retention, { days: 91 })).body.errors[0].reason).toBe(
    "must be from 30 to 90, which is what the plan FREE keeps",
  );
  const changed = await ada.patch(retention, { days: 60, archive: false });
  expect(changed).toMatchObject({ status: 200, body: { days: 60, effectiveDays: 60, archive: false } });
  expect((await ada.patch(retention, { days: null, archive: true })).body).toMatchObject({
    days: null,
    effectiveDays: 90,
  });
  const { logs: events } = (await ada.get(`${logs}?action=SETTINGS_CHANGE&resource=audit_retention`)).body;
  expect(events.map(({ changes }: { changes: unknown }) => changes)).toEqual([
    { days: { from: 60, to: null }, archive: { from: false, to: true } },
    { days: { from: null, to: 60 }, archive: { from: true, to: false } },
  ]);
});

test("a preview counts; pruned events are in an archive, which only their organization gets", async () => {
  const ada = app.as("ada");
  await ageLog(app, 200, 20);
  const preview = await ada.get(`${retention}/preview?days=90`);
  expect(preview.body).toMatchObject({ days: 90, events: 20, held: 0 });
  expect(Date.parse(preview.body.before)).toBeLessThanOrEqual(ago(90).getTime());
  expect((await ada.get(`${retention}/preview?days=91`)).status).toBe(400);
  await ada.post("/api/organization/legal-holds", { name: "Case", reason: "Court", scope: "log", to: ago(150) });
  expect((await ada.get(`${retention}/preview?days=90`)).body).toMatchObject({ events: 0, held: 20 });
  const [hold] = (await ada.get("/api/organization/legal-holds")).body.holds;
  expect(await pruneAcme(app)).toBe(0);
  await ada.post(`/api/organization/legal-holds/${hold.id}/release`, { reason: "Over" });

  const [old] = (await ada.get(`${logs}?resource=test&limit=1`)).body.logs;
  expect(await pruneAcme(app)).toBe(20);
  expect((await ada.get(retention)).body.lastPrune).toMatchObject({ events: 20 });
  const { archives: found, nextCursor } = (await ada.get(archives)).body;
  expect(found).toMatchObject([{ events: 20, upto: found[0].first + 20 }]);
  expect(found[0].storageKey).toBeUndefined();
  expect(nextCursor).toBeNull();
  const file = await ada.get(`${archives}/${found[0].id}/file`);
  expect(file.headers.get("content-type")).toBe("application/gzip");
  expect(file.bytes.length).toBe(found[0].size);
  expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(found[0].sha256);
  const verdict = await verifyExport(unzippedLines(new Blob([file.bytes]).stream()));
  expect(verdict).toMatchObject({ finding: null, size: 20, whole: false });
  expect((await app.as("mallory").get(`${archives}/${found[0].id}/file`)).status).toBe(404);
  expect((await app.as("mallory").get(archives)).body.archives).toEqual([]);
  expect((await app.as("mia").get(`${archives}/${found[0].id}/file`)).status).toBe(403);
  await expect
    .poll(async () => (await ada.get(`${logs}?action=EXPORT&resource=audit_archive`)).body.logs)
    .toMatchObject([{ resourceId: found[0].id }]);

  expect((await ada.get(`${logs}/${old.id}/proof`)).status).toBe(410);
  expect((await app.as("mallory").get(`${logs}/${old.id}/proof`)).status).toBe(404);
  const place = found[0].first % 256;
  const entries = await ada.get(`${logs}/tiles/tile/entries/000.p/${place + 1}`);
  expect(entries).toMatchObject({ status: 410, body: { type: "/problems/gone" } });
  expect((await ada.get(`${logs}/tiles/tile/0/000.p/${place + 1}`)).status).toBe(200);
});

test("a smaller plan is told to the owners at once, with the day and the way to export", async () => {
  await setPlan("ENTERPRISE");
  await setPlan("FREE");
  const { grace, effectiveDays } = (await app.as("ada").get(retention)).body;
  expect(effectiveDays).toBe(2557);
  const outbox = join(app.dataFolder, "outbox");
  const mails = () =>
    (existsSync(outbox) ? readdirSync(outbox) : []).map((file) => readFileSync(join(outbox, file), "utf8"));
  await expect.poll(() => mails().filter((text) => text.includes("audit log")).length, { timeout: 25_000 }).toBe(1);
  const mail = mails()
    .find((text) => text.includes("audit log"))!
    .replaceAll("=\r\n", "");
  expect(mail).toContain("ada@example.test");
  expect(mail).toContain("90 days");
  expect(mail).toContain(grace.until.slice(0, 10));
  expect(mail).toContain("/audit-log");
  expect(mail).toContain("export");
}, 40_000);
