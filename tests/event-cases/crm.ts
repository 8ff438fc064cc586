import { expect } from "vitest";
import { newId } from "../../src/identifier.ts";
import type { TestApp } from "../app.ts";
import { asOwner, made, record, untold } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";

async function pipeline(app: TestApp): Promise<{ id: string; stages: { id: string; outcome: string }[] }> {
  return made(app.as("ada").post("/api/pipelines", { name: `P${newId()}` }));
}

/** An opportunity in a stage of a pipeline, and another such stage. */
async function dealtIn(app: TestApp) {
  const { id: pipelineId, stages } = await pipeline(app);
  const [first, second] = stages.filter(({ outcome }) => outcome === "open").map(({ id }) => id) as [string, string];
  const id = await record(app, "opportunity", { stageId: first });
  return { id, pipelineId, first, second };
}

async function customField(app: TestApp): Promise<string> {
  const body = { recordType: "project", label: `Own ${newId()}`, kind: "text" };
  return (await made(app.as("ada").post("/api/custom-fields", body))).id;
}

async function invoice(app: TestApp, issued = true): Promise<string> {
  const lines = [{ description: "Work", quantity: "1", unitPrice: "100" }];
  const id = await record(app, "invoice", { accountId: await record(app, "account"), lines });
  if (issued) await made(app.as("ada").post(`/api/invoices/${id}/issue`));
  return id;
}

async function paid(app: TestApp): Promise<[string, string]> {
  const id = await invoice(app);
  const { payments } = await made(app.as("ada").post(`/api/invoices/${id}/payments`, { amount: "1" }));
  return [id, payments[0].id];
}

/** An import that has come to its end. */
async function imported(app: TestApp, query = ""): Promise<string> {
  const form = new FormData();
  form.set("file", new File([`name,Height\nFile ${newId()},1\n`], "accounts.csv", { type: "text/csv" }));
  const { id } = await made(app.as("ada").post(`/api/accounts/import${query}`, form));
  await expect
    .poll(async () => (await app.as("ada").get(`/api/imports/${id}`)).body.status, { timeout: 20_000 })
    .toBe("done");
  return id;
}

async function withFile(app: TestApp): Promise<string> {
  const id = await record(app, "document");
  await made(app.as("ada").put(`/api/documents/${id}/content?filename=a.txt`, new TextEncoder().encode("a")));
  return id;
}

async function savedView(app: TestApp): Promise<string> {
  const body = { recordType: "account", name: `V${newId()}`, shared: false, definition: {} };
  return (await made(app.as("ada").post("/api/saved-views", body))).id;
}

export const opportunities: Cases = {
  "GET /api/opportunities/board": () => ({}),
  "POST /api/opportunities/{id}/win": async (app) => ({ at: (await dealtIn(app)).id, body: {} }),
  "POST /api/opportunities/{id}/lose": async (app) => ({ at: (await dealtIn(app)).id, body: {} }),
  "POST /api/opportunities/{id}/reopen": async (app) => {
    const { id } = await dealtIn(app);
    await made(app.as("ada").post(`/api/opportunities/${id}/lose`, {}));
    return { at: id, body: {} };
  },
  "POST /api/opportunities/{id}/move": async (app) => {
    const { id, second } = await dealtIn(app);
    return { at: id, body: { stageId: second } };
  },
  "GET /api/pipelines": () => ({}),
  "POST /api/pipelines": () => ({ body: { name: `P${newId()}` } }),
  "PATCH /api/pipelines/{id}": async (app) => ({ at: (await pipeline(app)).id, body: { name: `Q${newId()}` } }),
  "DELETE /api/pipelines/{id}": async (app) => {
    const { stages } = await pipeline(app);
    return { at: (await dealtIn(app)).pipelineId, query: `?moveTo=${stages[0]!.id}` };
  },
  "POST /api/pipelines/{id}/stages": async (app) => ({
    at: (await pipeline(app)).id,
    body: { name: "S", position: 0 },
    about: untold,
  }),
  "PUT /api/pipelines/{id}/stages": async (app) => {
    const { id, stages } = await pipeline(app);
    return { at: id, body: { stageIds: stages.map((stage) => stage.id).toReversed() } };
  },
  "PATCH /api/stages/{id}": async (app) => ({ at: (await dealtIn(app)).first, body: { name: "S" } }),
  "DELETE /api/stages/{id}": async (app) => {
    const { first, second } = await dealtIn(app);
    return { at: first, query: `?moveTo=${second}` };
  },
};

export const invoicesAndDocuments: Cases = {
  "POST /api/invoices/{id}/issue": async (app) => ({ at: await invoice(app, false) }),
  "POST /api/invoices/{id}/send": async (app) => ({ at: await invoice(app) }),
  "POST /api/invoices/{id}/cancel": async (app) => ({ at: await invoice(app) }),
  "POST /api/invoices/{id}/payments": async (app) => ({ at: await invoice(app), body: { amount: "1" } }),
  "DELETE /api/invoices/{id}/payments/{paymentId}": async (app) => ({ at: await paid(app) }),
  "PUT /api/documents/{id}/content": async (app) => ({ at: await record(app, "document"), body: new Uint8Array([1]) }),
  "GET /api/documents/{id}/content": async (app) => ({ at: await withFile(app) }),
  "GET /api/documents/{id}/versions": async (app) => ({ at: await withFile(app) }),
  "POST /api/documents/{id}/restore-version": async (app) => {
    const id = await withFile(app);
    await made(app.as("ada").put(`/api/documents/${id}/content?filename=b.txt`, new TextEncoder().encode("b")));
    return { at: id, body: { fileVersion: 1 } };
  },
  "GET /api/documents/limits": () => ({}),
};

export const imports: Cases = {
  "GET /api/imports": () => ({}),
  "GET /api/imports/{id}": async (app) => ({ at: await imported(app) }),
  "GET /api/imports/{id}/errors.csv": async (app) => ({ at: await imported(app) }),
  "POST /api/imports/{id}/cancel": async (app) => {
    const id = await imported(app);
    await asOwner(app, "update import set status = 'running', finished_at = null where id = $1", [id]);
    return { at: id };
  },
  "POST /api/imports/{id}/run": async (app) => ({ at: await imported(app, "?dryRun=1&unmapped=custom") }),
  "POST /api/imports/{id}/undo": async (app) => ({ at: await imported(app) }),
};

export const rest: Cases = {
  "GET /api/leads/{id}/conversion": async (app) => ({ at: await record(app, "lead") }),
  "POST /api/leads/{id}/convert": async (app) => {
    const contactId = await record(app, "contact");
    const company = () => ({ company: `C${newId()}` });
    return [
      { at: await record(app, "lead", company()), body: {} },
      { at: await record(app, "lead", company()), body: { contact: { id: contactId } } },
    ];
  },
  "POST /api/contacts/{id}/erase": async (app) => {
    const id = await record(app, "contact");
    await record(app, "opportunity", { primaryContactId: id });
    return { at: id };
  },
  "POST /api/leads/{id}/erase": async (app) => ({ at: await record(app, "lead") }),
  "GET /api/projects/{id}/sections": async (app) => ({ at: await record(app, "project") }),
  "PUT /api/projects/{id}/sections": async (app) => ({
    at: await record(app, "project"),
    body: { sections: [{ name: "S" }] },
  }),
  "GET /api/projects/{id}/board": async (app) => ({ at: await record(app, "project") }),
  "POST /api/tasks/{id}/move": async (app) => {
    const projectId = await record(app, "project");
    const body = { sections: [{ name: "S" }] };
    const { data } = await made(app.as("ada").put(`/api/projects/${projectId}/sections`, body));
    return { at: await record(app, "task", { projectId }), body: { sectionId: data[0].id } };
  },
  "GET /api/custom-fields": () => ({}),
  "POST /api/custom-fields": () => ({ body: { recordType: "project", label: `Own ${newId()}`, kind: "text" } }),
  "PUT /api/custom-fields/order": async (app) => {
    await customField(app);
    await customField(app);
    const { data } = await made(app.as("ada").get("/api/custom-fields?recordType=project"));
    const fieldIds = data.map((field: { id: string }) => field.id).toReversed();
    return { body: { recordType: "project", fieldIds }, about: untold };
  },
  "PATCH /api/custom-fields/{id}": async (app) => ({ at: await customField(app), body: { label: `Own ${newId()}` } }),
  "DELETE /api/custom-fields/{id}": async (app) => ({ at: await customField(app) }),
  "GET /api/saved-views": () => ({}),
  "POST /api/saved-views": () => ({ body: { recordType: "account", name: `V${newId()}`, definition: {} } }),
  "PATCH /api/saved-views/{id}": async (app) => ({ at: await savedView(app), body: { name: `W${newId()}` } }),
  "DELETE /api/saved-views/{id}": async (app) => ({ at: await savedView(app) }),
  "GET /api/search": () => ({ query: "?q=a" }),
  "GET /api/organization/sample-data": () => ({}),
  "POST /api/organization/sample-data": (app) => ({
    about: untold,
    after: async () => void (await made(app.as("ada").delete("/api/organization/sample-data"))),
  }),
  "DELETE /api/organization/sample-data": async (app) => {
    await made(app.as("ada").post("/api/organization/sample-data"));
    return {};
  },
  "GET /api/record-types": () => ({}),
  "GET /api/organization/audit-logs/record-types": () => ({}),
};
