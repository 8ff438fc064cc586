import { expect } from "vitest";
import { newId } from "../../src/identifier.ts";
import { asOwner, made, newcomer, newMember, record, untold } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";
import type { TestApp } from "../app.ts";

const path = "/api/organization/delete";

/** Somebody with an organization of their own, whose deletion is in nobody's way. */
async function founder(app: TestApp) {
  const person = await newcomer(app);
  const { id } = await made(person.client.post("/api/organizations", { name: "Short-lived" }));
  return { ...person, organizationId: id as string };
}

const wish = { confirmationText: "Short-lived" };

export const deletion: Cases = {
  "GET /api/organization/delete": () => ({}),
  "POST /api/organization/delete": async (app) => {
    const person = await founder(app);
    return { as: person, body: wish, about: () => person.organizationId };
  },
  "DELETE /api/organization/delete": async (app) => {
    const person = await founder(app);
    await made(person.client.post(path, wish));
    return { as: person, about: () => person.organizationId };
  },
  "GET /api/admin/erasures": () => ({ as: "olga", about: untold }),
};

const exportsPath = "/api/organization/export-data";

/** What is under way from other cases stands in nobody's way. */
async function none(app: TestApp): Promise<void> {
  await asOwner(app, "update data_export set status = 'cancelled' where status in ('queued', 'running')");
}

/** A complete export that is ready to be downloaded. */
async function exported(app: TestApp): Promise<string> {
  await none(app);
  const { id } = await made(app.as("ada").post(exportsPath));
  await expect
    .poll(async () => (await app.as("ada").get(`${exportsPath}/${id}`)).body.status, { timeout: 30_000 })
    .toBe("completed");
  return id;
}

/** One that nobody works on. */
async function resting(app: TestApp, status: "queued" | "failed"): Promise<string> {
  const id = await exported(app);
  await asOwner(app, "update data_export set status = $2, completed_at = null where id = $1", [id, status]);
  return id;
}

export const dataExports: Cases = {
  "POST /api/organization/export-data": async (app) => {
    await none(app);
    return { body: {}, about: () => app.organizationId, after: () => none(app) };
  },
  "GET /api/organization/export-data": () => ({}),
  "GET /api/organization/export-data/{id}": async (app) => ({ at: await exported(app) }),
  "GET /api/organization/export-data/{id}/file": async (app) => ({ at: await exported(app) }),
  "POST /api/organization/export-data/{id}/cancel": async (app) => ({ at: await resting(app, "queued") }),
  "POST /api/organization/export-data/{id}/retry": async (app) => ({
    at: await resting(app, "failed"),
    about: () => app.organizationId,
    after: () => none(app),
  }),
};

const requestsPath = "/api/organization/person-requests";

/** Somebody's request about themselves; of a new contact unless said. */
async function personRequest(app: TestApp, kind: "access" | "erasure", subject?: { type: string; id: string }) {
  const about = subject ?? { type: "contact", id: await record(app, "contact", { email: `${newId()}@x.test` }) };
  const { id } = await made(app.as("ada").post(requestsPath, { kind, subject: about }));
  return { id: id as string, subject: about };
}

/** One whose file is there. */
async function handedOver(app: TestApp): Promise<string> {
  const { id } = await personRequest(app, "access");
  await made(app.as("ada").post(`${requestsPath}/${id}/export`));
  await expect
    .poll(async () => (await app.as("ada").get(`${requestsPath}/${id}`)).body.file.status, { timeout: 30_000 })
    .toBe("completed");
  return id;
}

async function formerMember(app: TestApp): Promise<{ type: string; id: string }> {
  const { id } = await newMember(app);
  await made(app.as("ada").delete(`/api/organization/members/${id}`));
  return { type: "user", id };
}

export const personRequests: Cases = {
  "GET /api/organization/person-requests": () => ({}),
  "POST /api/organization/person-requests": async (app) => ({
    body: { kind: "access", subject: { type: "lead", id: await record(app, "lead") } },
  }),
  "GET /api/organization/person-requests/{id}": async (app) => ({ at: (await personRequest(app, "access")).id }),
  "PATCH /api/organization/person-requests/{id}": async (app) => ({
    at: (await personRequest(app, "access")).id,
    body: { handlerId: app.userId("alan") },
  }),
  "POST /api/organization/person-requests/{id}/extend": async (app) => ({
    at: (await personRequest(app, "access")).id,
    body: { reason: "R" },
  }),
  "POST /api/organization/person-requests/{id}/refuse": async (app) => ({
    at: (await personRequest(app, "access")).id,
    body: { reason: "R" },
  }),
  "POST /api/organization/person-requests/{id}/finish": async (app) => ({ at: await handedOver(app) }),
  "POST /api/organization/person-requests/{id}/export": async (app) => ({
    at: (await personRequest(app, "access")).id,
  }),
  "GET /api/organization/person-requests/{id}/file": async (app) => ({ at: await handedOver(app) }),
  "POST /api/organization/person-requests/{id}/preview": async (app) => ({
    at: (await personRequest(app, "erasure")).id,
  }),
  "POST /api/organization/person-requests/{id}/erase": async (app) => {
    const contact = await personRequest(app, "erasure");
    await record(app, "opportunity", { primaryContactId: contact.subject.id });
    const lead = await personRequest(app, "erasure", { type: "lead", id: await record(app, "lead") });
    const member = await personRequest(app, "erasure", await formerMember(app));
    return [contact, lead, member].map(({ id }) => ({ at: id }));
  },
};

const retentionPath = "/api/organization/record-retention";
const tasksAfter = (days: number) => ({ recordType: "task", basis: "unchanged", days, act: "trash" });

export const recordRetention: Cases = {
  "GET /api/organization/record-retention": () => ({ about: untold }),
  "GET /api/organization/record-retention/preview": () => ({
    query: "?recordType=task&basis=unchanged&days=3650",
    about: untold,
  }),
  "PUT /api/organization/record-retention": (app) => ({ body: tasksAfter(3_650), about: () => app.organizationId }),
  "DELETE /api/organization/record-retention": async (app) => {
    await made(app.as("ada").put(retentionPath, tasksAfter(3_651)));
    return { query: "?recordType=task&basis=unchanged", about: () => app.organizationId };
  },
};
