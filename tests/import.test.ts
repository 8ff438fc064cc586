import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { Answer, Client, TestApp } from "./app.ts";

const csv = { "content-type": "text/csv" };
let app: TestApp;
beforeAll(async () => {
  app = await testApp();
}, 60_000);

async function finished(client: Client, started: Answer): Promise<Answer["body"]> {
  expect(started.status, started.text).toBe(202);
  for (let tries = 0; tries < 600; tries += 1) {
    const { body } = await client.get(`/api/imports/${started.body.id}`);
    if (body.status !== "queued" && body.status !== "running") return body;
    await delay(50);
  }
  throw new Error("the import did not end");
}

test("a file goes in over HTTP, tells its bad rows, and is taken back", async () => {
  const ada = app.as("ada");
  const text = "Company,Employees\nFirst,1\nSecond,many\nThird,3";
  const done = await finished(ada, await ada.post("/api/accounts/import", text, csv));
  expect(done).toMatchObject({
    type: "account",
    status: "done",
    total: 3,
    processed: 3,
    created: 2,
    failed: 1,
    errors: [{ line: 3, column: "Employees", reason: "“many” is not a number with a decimal point" }],
    columns: [
      { column: "Company", field: "name" },
      { column: "Employees", field: "employees" },
    ],
  });
  const report = await ada.get(`/api/imports/${done.id}/errors.csv`);
  expect(report.headers.get("content-disposition")).toContain("attachment");
  expect(report.text.replace("\uFEFF", "").split("\r\n")).toEqual([
    "Line,Column,Reason,Company,Employees",
    "3,Employees,“many” is not a number with a decimal point,Second,many",
    "",
  ]);
  const { body: logs } = await ada.get(
    `/api/organization/audit-logs?resource=import&resourceId=${done.id}&action=IMPORT`,
  );
  expect(logs.logs).toMatchObject([{ context: { status: "done" } }, { context: { status: "queued" } }]);
  expect(await finished(ada, await ada.post(`/api/imports/${done.id}/undo`))).toMatchObject({
    status: "done",
    undo: { status: "done", removed: 2, restored: 0 },
  });
  expect((await ada.get("/api/accounts")).body.data).toEqual([]);
  expect((await ada.post(`/api/imports/${done.id}/undo`)).status).toBe(409);
});

test("a form with a file is taken, in another encoding, with a mapping", async () => {
  const mia = app.as("mia");
  const form = new FormData();
  form.append("file", new Blob([Buffer.from("Wer;Wo;Wert\nM\xfcller;K\xf6ln;1.234,50\n", "latin1")]), "kunden.csv");
  const mapping = encodeURIComponent(JSON.stringify({ Wer: "name", Wo: "billingCity", Wert: "annualRevenue" }));
  const done = await finished(mia, await mia.post(`/api/accounts/import?mapping=${mapping}`, form));
  expect(done).toMatchObject({ status: "done", created: 1, filename: "kunden.csv" });
  const { body } = await mia.get("/api/accounts?search=muller");
  expect(body.data).toMatchObject([{ name: "Müller", billingCity: "Köln", annualRevenue: "1234.50" }]);
});

test("a preview tells how a file would be understood and keeps nothing", async () => {
  const preview = await app
    .as("mia")
    .post("/api/opportunities/import/preview", "Deal;Kunde;Schluss;Wert\nA;B;01.02.2024;1.234\n", csv);
  expect(preview.status, preview.text).toBe(200);
  expect(preview.body).toMatchObject({
    rows: 1,
    delimiter: ";",
    encoding: "utf-8",
    columns: [
      { column: "Deal", field: "name", samples: ["A"] },
      { column: "Kunde", field: "account" },
      { column: "Schluss", field: null },
      { column: "Wert", field: "amount" },
    ],
    ambiguities: [{ column: "Wert", parameter: "decimal", examples: ["1.234"] }],
  });
});

test("another organization's import is no import, and viewers import nothing", async () => {
  const ada = app.as("ada");
  const done = await finished(ada, await ada.post("/api/contacts/import", "last name\nX", csv));
  const mallory = app.as("mallory");
  expect((await mallory.get(`/api/imports/${done.id}`)).status).toBe(404);
  expect((await mallory.post(`/api/imports/${done.id}/undo`)).status).toBe(404);
  expect((await mallory.get("/api/imports")).body.data).toEqual([]);
  expect((await app.as("victor").post("/api/contacts/import", "last name\nX", csv)).status).toBe(403);
});

test.each([
  ["dateOrder=sideways", "dateOrder"],
  ["decimal=x", "decimal"],
  ["mapping=[]", "mapping"],
  ["mapping={", "mapping"],
  ["key=nothing", "key"],
  ["missing=perhaps", "missing"],
  ["colour=red", "colour"],
])("?%s is a 400 that names it", async (query, field) => {
  const answer = await app.as("ada").post(`/api/accounts/import?${query}`, "name\nA", csv);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
});

const sales = resolve(import.meta.dirname, "../../shared/data/crm-sales");
if (!existsSync(sales)) console.warn(`left out: the import of ${sales} over HTTP, which is not there`);

test.skipIf(!existsSync(sales))("a real CRM's export goes in and comes out", { timeout: 60_000 }, async () => {
  const mallory = app.as("mallory");
  const file = (name: string) => readFileSync(resolve(sales, name), "utf8");
  const load = async (path: string, name: string) => finished(mallory, await mallory.post(path, file(name), csv));
  expect(await load("/api/opportunities/import", "sales_pipeline.csv")).toMatchObject({
    created: 8_800,
    related: 85,
    failed: 0,
  });
  expect(await load("/api/accounts/import", "accounts.csv")).toMatchObject({ created: 0, updated: 85, failed: 0 });
  const { body } = await mallory.get("/api/opportunities?count=1&filter[status]=won");
  expect(body.total).toBe(4_238);
  const exported = await mallory.get("/api/opportunities/export.csv?filter[status]=lost");
  expect(exported.text.trimEnd().split("\r\n")).toHaveLength(2_474);
});

test("a dry run is done in earnest with the file that it kept, as it was mapped", async () => {
  const [ada, mallory] = [app.as("ada"), app.as("mallory")];
  const file = "Name,Annual revenue,Email,Email\nHooli,120,a@hooli.test,b@hooli.test\nBinford,,c@binford.test,\n";
  const query = new URLSearchParams({
    dryRun: "1",
    mapping: JSON.stringify({ "Email (2)": "custom.*" }),
    filename: "two.csv",
    defaults: JSON.stringify({ industry: "retail", ownerId: app.userId("mia") }),
  });
  const trial = await finished(ada, await ada.post(`/api/accounts/import?${query}`, file, csv));
  expect(trial).toMatchObject({ dryRun: true, created: 2, filename: "two.csv", fileKept: true });
  expect(trial.columns.map(({ column }: { column: string }) => column)).toContain("Email (2)");
  expect((await mallory.post(`/api/imports/${trial.id}/run`)).status).toBe(404);
  const done = await finished(ada, await ada.post(`/api/imports/${trial.id}/run`));
  expect(done).toMatchObject({ id: trial.id, dryRun: false, created: 2, failed: 0 });
  expect((await ada.post(`/api/imports/${trial.id}/run`)).status).toBe(400);
  const { body } = await ada.get("/api/accounts?filter[name][eq]=Hooli");
  expect(body.data[0]).toMatchObject({ industry: "retail", ownerId: app.userId("mia"), currency: "USD" });
  expect(Object.values(body.data[0].custom)).toEqual(["b@hooli.test"]);
});

test("records that are there already can be left as they are", async () => {
  const ada = app.as("ada");
  await ada.post("/api/accounts", { name: "Soylent", phone: "1" });
  const send = (existing: string) =>
    ada.post(`/api/accounts/import?existing=${existing}`, "Name,Phone\nSoylent,2\n", csv);
  expect(await finished(ada, await send("skip"))).toMatchObject({ unchanged: 1, updated: 0, existing: "skip" });
  expect(await finished(ada, await send("update"))).toMatchObject({ unchanged: 0, updated: 1 });
});

test("a default that is no value of its field is refused by name", async () => {
  const ada = app.as("ada");
  for (const defaults of ['{"ownerId":"11111111-1111-4111-8111-111111111111"}', '{"colour":"red"}', "[]"]) {
    const path = `/api/accounts/import?defaults=${encodeURIComponent(defaults)}`;
    const answer = await ada.post(path, "Name\nX\n", csv);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe("defaults");
  }
});
