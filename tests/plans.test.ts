import { expect, test } from "vitest";
import { testApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";

const app = await testApp({ environment: { QUOTAS: "on" } });
const admin = (id: string) => `/api/admin/organizations/${id}`;
const plan = async () => (await app.as("ada").get("/api/organization/plan")).body;

test("an owner sees what is used of the plan, and what other plans give", async () => {
  await app.as("mia").post("/api/contacts", { lastName: "Hopper" });
  const { plan: present, quotas, plans } = await plan();
  expect(present).toBe("FREE");
  expect(quotas).toEqual([
    { name: "members", used: 4, limit: 5 },
    { name: "records", used: 1, limit: 100_000 },
    { name: "storageBytes", used: 0, limit: 2 ** 30 },
  ]);
  expect(plans).toMatchObject([{ plan: "FREE" }, { plan: "PRO", members: 50 }, { plan: "ENTERPRISE", members: null }]);
  for (const person of ["alan", "mia", "victor"] as const)
    expect((await app.as(person).get("/api/organization/plan")).status).toBe(403);
});

test("a full plan refuses with a problem that says what, and a larger one lets in", async () => {
  await asOwner(app, "update plan_quota set records = 2, storage_bytes = 10 where plan = 'FREE'");
  expect((await app.as("mia").post("/api/contacts", { lastName: "Lovelace" })).status).toBe(201);
  const refused = await app.as("mia").post("/api/accounts", { name: "Analytical Engines" });
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({ type: "/problems/quota-exceeded", quota: "records", limit: 2, used: 2 });
  const changed = await app.as("olga").patch(admin(app.organizationId), { plan: "PRO", reason: "They grow" });
  expect(changed.body).toMatchObject({ id: app.organizationId, plan: "PRO" });
  expect((await app.as("mia").post("/api/accounts", { name: "Analytical Engines" })).status).toBe(201);
  expect(await plan()).toMatchObject({ plan: "PRO" });
});

test("a reason that no log could keep is refused", async () => {
  for (const reason of ["a\0b", "\ud800"]) {
    const refused = await app.as("olga").patch(admin(app.organizationId), { plan: "ENTERPRISE", reason });
    expect([refused.status, refused.body.errors?.[0].field]).toEqual([400, "reason"]);
  }
  expect((await app.as("ada").get("/api/organization/audit-logs")).status).toBe(200);
});

test("an import stops where the plan is full, and what fits is in", async () => {
  await asOwner(app, "update plan_quota set records = 5 where plan = 'PRO'");
  const lines = Array.from({ length: 9 }, (_, at) => `C${at}`);
  const form = new FormData();
  form.set("file", new File([`Last Name\n${lines.join("\n")}\n`], "contacts.csv"));
  const { id } = (await app.as("ada").send("POST", "/api/contacts/import", form)).body;
  const state = async () => (await app.as("ada").get(`/api/imports/${id}`)).body;
  await expect.poll(async () => (await state()).status, { timeout: 15_000 }).toBe("failed");
  const { created, reason } = await state();
  expect(created).toBe(2);
  expect(reason).toMatch(/^The plan allows 5 records.*Imported rows stay and can be undone\.$/);
});

test("bytes beyond the plan are refused, and leave nothing behind", async () => {
  await asOwner(app, "update plan_quota set records = null, storage_bytes = 10 where plan = 'PRO'");
  const { id } = (await app.as("mia").post("/api/documents", { name: "Note" })).body;
  const put = (text: string) =>
    app.as("mia").put(`/api/documents/${id}/content`, new TextEncoder().encode(text), { "content-type": "text/plain" });
  expect((await put("0123456")).status).toBeLessThan(300);
  expect((await put("0123")).body).toMatchObject({ quota: "storageBytes", limit: 10, used: 7 });
  expect((await plan()).quotas[2]).toEqual({ name: "storageBytes", used: 7, limit: 10 });
});

test("the organization's log says who put it on another plan, and why", async () => {
  const { logs } = (await app.as("ada").get("/api/organization/audit-logs?action=SUBSCRIPTION_CHANGE")).body;
  expect(logs).toMatchObject([{ user: { name: "Olga" }, changes: { plan: { from: "FREE", to: "PRO" } } }]);
  const problem = await app.as("ada").patch(admin(app.organizationId), { plan: "ENTERPRISE", reason: "I want it" });
  expect(problem.status).toBe(403);
  expect((await app.as("olga").patch(admin(app.organizationId), { plan: "GOLD", reason: "x" })).body.errors).toEqual([
    expect.objectContaining({ field: "plan" }),
  ]);
  expect((await app.as("olga").patch(admin(crypto.randomUUID()), { plan: "FREE", reason: "x" })).status).toBe(404);
});

test("where nothing is paid for, there is nothing to compare, and operators are told what to set", async () => {
  const { body } = await app.as("olga").get("/api/admin/billing-differences");
  expect(body).toEqual({ configured: false, comparison: { pending: null, ended: null }, data: [] });
  const refused = await app.as("olga").post("/api/admin/billing-differences/compare");
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("STRIPE_SECRET_KEY")]);
});
