import { beforeAll, expect, test } from "vitest";
import { testApp } from "../../tests/app.ts";
import type { TestApp } from "../../tests/app.ts";

let app: TestApp;
const make = async (plural: string, body: object) => {
  const created = await app.as("ada").post(`/api/${plural}`, body);
  expect(created.status, created.text).toBe(201);
  return created.body;
};

beforeAll(async () => {
  app = await testApp();
}, 60_000);

test("a document's bytes: in, out, in part, never shown in the page", async () => {
  const { id } = await make("documents", { name: "Page" });
  const path = `/api/documents/${id}/content`;
  const stored = await app
    .as("mia")
    .put(`${path}?filename=page.html`, "<script>alert(1)</script>", { "content-type": "text/html" });
  expect(stored).toMatchObject({ status: 200, body: { filename: "page.html", size: 25, fileVersion: 1 } });
  const sent = await app.as("victor").get(path);
  expect(sent).toMatchObject({ status: 200, text: "<script>alert(1)</script>" });
  expect(Object.fromEntries(sent.headers)).toMatchObject({
    "content-disposition": 'attachment; filename="page.html"',
    "content-security-policy": expect.stringContaining("sandbox"),
    "x-content-type-options": "nosniff",
    "content-length": "25",
  });
  expect(await app.as("victor").get(path, { range: "bytes=0-7" })).toMatchObject({ status: 206, text: "<script>" });
  expect(await app.as("victor").get(path, { range: "bytes=99-" })).toMatchObject({
    status: 416,
    body: { type: "/problems/range-not-satisfiable" },
  });
  expect(await app.as("victor").get(path, { "if-none-match": sent.headers.get("etag")! })).toMatchObject({
    status: 304,
    text: "",
  });
  expect(await app.as("victor").send("HEAD", path)).toMatchObject({ status: 200, text: "" });
  expect(await app.as("victor").put(path, "x")).toMatchObject({ status: 403 });
  const [known, unknown] = [
    await app.as("mallory").get(path),
    await app.as("mallory").get("/api/documents/00000000-0000-7000-8000-000000000000/content"),
  ];
  expect([known.status, known.body.detail]).toEqual([404, unknown.body.detail]);
});

test("a cursor that somebody made up is refused, also where matches are counted, and ends nothing else", async () => {
  await make("accounts", { name: "Countable" });
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on("unhandledRejection", note);
  for (const search of ["", "&search=countable", "&search=nothing+like+this"]) {
    const answer = await app.as("victor").get(`/api/accounts?count=1&cursor=x${search}`);
    expect(answer.status, answer.text).toBe(400);
    // What the count still asks for comes back, to nobody.
    expect((await app.as("victor").get("/api/accounts?count=1")).body.total).toBeGreaterThan(0);
  }
  process.off("unhandledRejection", note);
  expect(rejections).toEqual([]);
});

test("who knows a record's version learns only whether there is a newer one, and has seen nothing more", async () => {
  const { id } = await make("accounts", { name: "Watched" });
  const path = `/api/accounts/${id}`;
  const { etag } = Object.fromEntries((await app.as("victor").get(path)).headers);
  expect(await app.as("victor").get(path, { "if-none-match": etag! })).toMatchObject({ status: 304, text: "" });
  expect((await app.as("victor").get(path, { "if-none-match": "*" })).status).toBe(200);
  await app.as("mia").patch(path, { phone: "+43 1 234" });
  const newer = await app.as("victor").get(path, { "if-none-match": etag! });
  expect(newer).toMatchObject({ status: 200, body: { version: 2 } });
  const log = `/api/organization/audit-logs?action=VIEW&resourceId=${id}`;
  await expect.poll(async () => (await app.as("ada").get(log)).body.logs.length).toBe(3);
});

test("an issued invoice says what no longer changes and how it can still leave", async () => {
  const { types } = (await app.as("mia").get("/api/record-types")).body;
  const { frozen } = types.find(({ name }: { name: string }) => name === "invoice");
  expect(frozen).toMatchObject({ while: "draft", fields: expect.arrayContaining(["lines", "issueDate"]) });
  const { id } = await make("accounts", { name: "Billed" });
  const lines = [{ description: "Hours", quantity: "1", unitPrice: "100" }];
  const invoice = `/api/invoices/${(await make("invoices", { accountId: id, issueDate: "2026-01-02", series: "KEPT", lines })).id}`;
  await app.as("mia").post(`${invoice}/issue`);
  expect((await app.as("mia").patch(invoice, { issueDate: "2026-01-03" })).body.errors).toMatchObject([
    { field: "issueDate" },
  ]);
  expect((await app.as("mia").delete(invoice)).body.detail).toMatch(/Cancel it instead/);
  await app.as("mia").post(`${invoice}/payments`, { amount: "100" });
  expect((await app.as("mia").delete(invoice)).body.detail).toMatch(/credit note/);
});

test("a sale from lead to paid invoice", async () => {
  const lead = await make("leads", {
    lastName: "Lovelace",
    company: "Engines",
    email: "ada@engines.example",
    estimatedAmount: "100",
  });
  const { body: converted } = await app.as("mia").post(`/api/leads/${lead.id}/convert`, {});
  const sale = `/api/opportunities/${converted.opportunity.id}`;
  const { body: board } = await app.as("mia").get("/api/opportunities/board");
  expect(board.stages[0]).toMatchObject({
    stage: { name: "Prospecting" },
    count: 1,
    totals: [{ amount: "100.00" }],
    cards: [{ id: converted.opportunity.id }],
  });
  const target = board.stages[3].stage.id;
  expect(await app.as("mia").post(`${sale}/move`, { stageId: target })).toMatchObject({
    status: 200,
    body: { stageId: target, probability: "75.00" },
  });
  expect(await app.as("mia").post(`${sale}/win`, {})).toMatchObject({ status: 200, body: { status: "won" } });
  expect(await app.as("mia").post(`${sale}/win`, {})).toMatchObject({
    status: 409,
    body: { type: "/problems/conflict" },
  });
  const invoice = await make("invoices", {
    accountId: converted.account.id,
    opportunityId: converted.opportunity.id,
    lines: [{ description: "Engine", quantity: 1, unitPrice: 100, taxRate: 20 }],
  });
  const path = `/api/invoices/${invoice.id}`;
  const year = new Date().toISOString().slice(0, 4);
  expect(await app.as("mia").post(`${path}/issue`)).toMatchObject({
    status: 200,
    body: { name: `INV-${year}-00001`, total: "120.00" },
  });
  expect(await app.as("ada").delete(path)).toMatchObject({ status: 409 });
  expect(await app.as("ada").delete(`${path}?permanent=true`)).toMatchObject({ status: 409 });
  expect(await app.as("mia").patch(path, { currency: "EUR" })).toMatchObject({ status: 409 });
  const key = { "idempotency-key": "pay-once" };
  const paid = await app.as("mia").post(`${path}/payments`, { amount: 120, method: "card" }, key);
  expect(paid).toMatchObject({ status: 201, body: { status: "paid", balance: "0.00" } });
  expect((await app.as("mia").post(`${path}/payments`, { amount: 120, method: "card" }, key)).body.payments).toEqual(
    paid.body.payments,
  );
  expect(await app.as("mia").delete(`${path}/payments/${paid.body.payments[0].id}`)).toMatchObject({
    status: 200,
    body: { status: "issued" },
  });
  const { body: timeline } = await app.as("victor").get(`${path}/timeline`);
  expect(timeline.data.map(({ action }: { action: string }) => action)).toEqual([
    "PAYMENT",
    "PAYMENT",
    "UPDATE",
    "CREATE",
  ]);
});

test("who may do what with settings of the CRM", async () => {
  const { body } = await app.as("victor").get("/api/pipelines");
  expect(body.data[0].stages).toHaveLength(6);
  expect(await app.as("mia").post("/api/pipelines", { name: "Second" })).toMatchObject({ status: 403 });
  const made = await app.as("alan").post("/api/pipelines", { name: "Second" });
  expect(made).toMatchObject({ status: 201, body: { stages: { length: 6 } } });
  expect(await app.as("alan").delete(`/api/pipelines/${made.body.id}`)).toMatchObject({ status: 204 });
  expect(
    await app.as("mia").post("/api/custom-fields", { recordType: "contact", label: "T-shirt", kind: "text" }),
  ).toMatchObject({ status: 403 });
  expect(
    await app.as("alan").post("/api/custom-fields", { recordType: "contact", label: "T-shirt", kind: "text" }),
  ).toMatchObject({ status: 201, body: { name: "t_shirt" } });
  expect((await make("contacts", { lastName: "Wearer", custom: { t_shirt: "XL" } })).custom).toEqual({ t_shirt: "XL" });
  expect((await app.as("ada").get("/api/contacts?filter[custom.t_shirt]=xl")).body.data).toHaveLength(1);
});

test("views are one's own until they are shared", async () => {
  const view = {
    recordType: "contact",
    name: "Mine",
    definition: { sort: "-createdAt", filters: [{ field: "status", operator: "eq", value: "active" }] },
  };
  const mine = await app.as("victor").post("/api/saved-views", view);
  expect(mine).toMatchObject({ status: 201, body: { shared: false } });
  expect(await app.as("victor").post("/api/saved-views", { ...view, name: "MINE" })).toMatchObject({ status: 409 });
  expect(await app.as("victor").post("/api/saved-views", { ...view, name: "All", shared: true })).toMatchObject({
    status: 403,
  });
  const shared = await app.as("mia").post("/api/saved-views", { ...view, name: "All", shared: true });
  expect(
    (await app.as("victor").get("/api/saved-views?recordType=contact")).body.data.map(
      ({ name }: { name: string }) => name,
    ),
  ).toEqual(["All", "Mine"]);
  expect((await app.as("mia").get("/api/saved-views")).body.data).toHaveLength(1);
  expect(await app.as("victor").patch(`/api/saved-views/${shared.body.id}`, { name: "X" })).toMatchObject({
    status: 403,
  });
  expect(await app.as("mia").patch(`/api/saved-views/${mine.body.id}`, { name: "X" })).toMatchObject({ status: 404 });
  expect(await app.as("alan").delete(`/api/saved-views/${shared.body.id}`)).toMatchObject({ status: 204 });
});

test("many at once, and purging is for admins", async () => {
  const ids = [(await make("tasks", { title: "One" })).id, (await make("tasks", { title: "Two" })).id];
  expect(
    await app.as("mia").post("/api/tasks/bulk", { ids, action: "update", values: { status: "completed" } }),
  ).toMatchObject({ status: 200, body: { changed: 2 } });
  expect(await app.as("mia").post("/api/tasks/bulk", { ids, action: "purge" })).toMatchObject({ status: 403 });
  expect(await app.as("mallory").post("/api/tasks/bulk", { ids, action: "trash" })).toMatchObject({
    status: 200,
    body: { failed: 2 },
  });
  expect(await app.as("alan").post("/api/tasks/bulk", { ids, action: "purge" })).toMatchObject({
    status: 200,
    body: { changed: 2 },
  });
  expect(await app.as("mia").post("/api/tasks/bulk", { ids: [], action: "trash" })).toMatchObject({ status: 400 });
});

test("one search for everything, in one's own organization", async () => {
  const { id } = await make("accounts", { name: "Quux Industries" });
  expect((await app.as("victor").get("/api/search?q=quux")).body.data).toMatchObject([
    { type: "account", plural: "accounts", id, title: "Quux Industries" },
  ]);
  expect((await app.as("mallory").get("/api/search?q=quux")).body.data).toEqual([]);
});
